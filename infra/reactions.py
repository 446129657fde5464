"""What happens after what: the one table, read by `announce` inside the transaction that caused the change."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from dam import changes
from dam.assets.models import Asset
from dam.assets.trash import TRASHED
from dam.changes import Change
from dam.core import Announce
from dam.jobs.port import Jobs, Json, Queue
from delivery.outgoing.withdrawals import follow_light


@dataclass(frozen=True, slots=True)
class Wanted:
    """A job that a change asks for; while one with the same `key` waits, it is not added again."""

    name: str
    payload: dict[str, Json] = field(default_factory=dict)
    queue: Queue = "light"
    key: str | None = None
    priority: int = 10


def _index(change: Any) -> Wanted:
    return Wanted("index_asset", {"asset_id": change.asset_id}, key=f"index:{change.asset_id}", priority=1)


def _prepare(change: changes.VersionAdded | changes.CurrentVersionChanged) -> Wanted:
    payload: dict[str, Json] = {"asset_id": change.asset_id, "version_id": change.version_id}
    is_waited_for = not isinstance(change, changes.VersionAdded) or change.is_waited_for
    priority = 10 if is_waited_for else 15
    return Wanted("prepare_version", payload, "heavy", f"prepare:{change.version_id}", priority)


def _rebuild(change: changes.FocalPointMoved | changes.SubtitlesChanged) -> Wanted:
    return Wanted(
        "rebuild_asset",
        {"asset_id": change.asset_id},
        queue="heavy",
        key=f"rebuild:{change.asset_id}",
        priority=5,
    )


def _rebuild_all(change: changes.PresetChanged) -> Wanted:
    payload: dict[str, Json] = {"channel": change.channel, "preset": change.preset}
    return Wanted(
        "rebuild_library", payload, key=f"rebuild-library:{change.channel}:{change.preset}", priority=20
    )


def _popularity(change: changes.EventsFolded) -> Wanted:
    return Wanted("carry_popularity", {"asset_ids": list(change.asset_ids)}, priority=30)


def _resume(change: changes.StatusMoved) -> Wanted | None:
    """What the trash interrupted goes on where it stopped; where nothing is left to do, that costs a look at the rows."""
    if change.before != TRASHED:
        return None
    payload: dict[str, Json] = {"asset_id": change.asset_id}
    return Wanted("rebuild_asset", payload, queue="heavy", key=f"rebuild:{change.asset_id}")


def _purge_preset(change: changes.PresetChanged) -> Wanted:
    payload: dict[str, Json] = {"channel": change.channel, "preset": change.preset}
    key = f"purge-preset:{change.channel}:{change.preset}"
    return Wanted("purge_preset", payload, queue="outgoing", key=key, priority=1)


def _work_on_receipt(change: changes.StatusMoved) -> Wanted | None:
    """What was approved goes dark at once; everything else that darkens is seen a second later."""
    if change.before != "approved":
        return None
    payload: dict[str, Json] = {"asset_id": change.asset_id}
    return Wanted("work_on_receipt", payload, queue="outgoing", key=f"receipt:{change.asset_id}", priority=1)


def _follow_light(session: Session, change: changes.StatusMoved | changes.RightsChanged) -> None:
    asset = session.get(Asset, change.asset_id)
    if asset is not None:
        follow_light(session, asset.id, asset.updated_at, change.by)


REACTIONS: dict[type, tuple[Callable[[Any], Wanted | None], ...]] = {
    changes.VersionAdded: (_index, _prepare),
    changes.AssetEdited: (_index,),
    changes.StatusMoved: (_index, _resume, _work_on_receipt),
    changes.RightsChanged: (_index,),
    changes.CurrentVersionChanged: (_index, _prepare),
    changes.FocalPointMoved: (_rebuild,),
    changes.SubtitlesChanged: (_rebuild,),
    changes.PresetChanged: (
        _rebuild_all,
        _purge_preset,
    ),
    changes.EventsFolded: (_popularity,),
}


NOTED: dict[type, tuple[Callable[[Session, Any], None], ...]] = {
    changes.StatusMoved: (_follow_light,),
    changes.RightsChanged: (_follow_light,),
}
"""What is written down besides, in the same transaction: rows that no crash may lose."""


def announcer(jobs: Jobs) -> Announce:
    """Return the voice of the core: each change enqueues what follows, in the change's own transaction."""

    def announce(session: Session, change: Change) -> None:
        for note in NOTED.get(type(change), ()):
            note(session, change)
        for reaction in REACTIONS[type(change)]:
            wanted = reaction(change)
            if wanted is None:
                continue
            jobs.enqueue(
                session,
                wanted.name,
                wanted.payload,
                queue=wanted.queue,
                key=wanted.key,
                priority=wanted.priority,
            )

    return announce
