"""What happens after what: the one table, read by `announce` inside the transaction that caused the change."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from dam import changes
from dam.assets.models import Asset
from dam.assets.trash import TRASHED
from dam.changes import Change
from dam.clock import now
from dam.core import Announce
from dam.jobs.port import Jobs, Json, Queue
from dam.search.upkeep.changes import wait_for_index
from delivery.outgoing.happenings import happenings_of
from delivery.outgoing.withdrawals import follow_light
from renditions.recipe import SLOW_FORMATS


@dataclass(frozen=True, slots=True)
class Wanted:
    """A job that a change asks for; while one with the same `key` waits, it is not added again.

    What is for webhooks is only asked for while one is switched on.
    """

    name: str
    payload: dict[str, Json] = field(default_factory=dict)
    queue: Queue = "light"
    key: str | None = None
    priority: int = 10
    is_for_webhooks: bool = False


def _index(change: Any) -> Wanted | None:
    if getattr(change, "is_indexed_later", False):
        return None
    return Wanted("index_asset", {"asset_id": change.asset_id}, key=f"index:{change.asset_id}", priority=1)


def _index_all(_change: changes.AssetsEdited | changes.FoundOtherwise) -> Wanted:
    """One job works off whatever waits (`_wait_for_index`): behind single edits, whose people look at the result."""
    return Wanted("index_waiting", key="index-waiting", priority=5)


def _wait_for_index(session: Session, change: changes.AssetsEdited | changes.FoundOtherwise) -> None:
    wait_for_index(session, change.asset_ids, now())


def _follow_consent(change: changes.ConsentChanged) -> Wanted:
    payload: dict[str, Json] = {"consent_id": change.consent_id}
    return Wanted("follow_consent", payload, key=f"consent:{change.consent_id}", priority=2)


def _embed_channel(change: changes.EmbeddingChanged) -> Wanted:
    payload: dict[str, Json] = {"channel": change.channel}
    return Wanted("embed_channel", payload, key=f"embed-channel:{change.channel}", priority=12)


def _follow_terms(change: changes.TermsChanged) -> Wanted:
    return Wanted("follow_terms", {"term_ids": list(change.term_ids)}, priority=8)


def _inherit(change: changes.CollectionsChanged) -> Wanted:
    payload: dict[str, Json] = {
        "asset_ids": list(change.asset_ids),
        "caller_kind": change.caller_kind,
        "caller_id": change.caller_id,
    }
    return Wanted("inherit", payload, priority=6)


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


def _make_wanted(change: changes.FileWanted) -> Wanted:
    """Before everything else; but films take minutes, and no picture may wait behind them."""
    payload: dict[str, Json] = {"version_id": change.version_id, "key": list(change.key)}
    queue: Queue = "heavy" if change.key[-1] in SLOW_FORMATS else "urgent"
    name = "/".join((change.version_id, *change.key))
    return Wanted("make_wanted", payload, queue, f"wanted:{name}", priority=1)


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


def _tell(change: Change) -> Wanted:
    """Edits that follow one another are told as one."""
    told = [happening.to_json() for happening in happenings_of(change)]
    payload: dict[str, Json] = {"happenings": told, "at": now().isoformat()}
    is_edit = len(told) == 1 and told[0]["type"] == "asset.updated"
    key = f"tell:{told[0]['asset_id']}" if is_edit else None
    return Wanted("tell_webhooks", payload, queue="outgoing", key=key, priority=20, is_for_webhooks=True)


REACTIONS: dict[type, tuple[Callable[[Any], Wanted | None], ...]] = {
    changes.VersionAdded: (_index, _prepare, _tell),
    changes.AssetEdited: (_index, _tell),
    changes.AssetsEdited: (_index_all, _tell),
    changes.FoundOtherwise: (_index_all,),
    changes.CollectionsChanged: (_inherit,),
    changes.StatusMoved: (_index, _resume, _work_on_receipt, _tell),
    changes.RightsChanged: (_index, _tell),
    changes.ConsentChanged: (_follow_consent,),
    changes.CurrentVersionChanged: (_index, _prepare, _tell),
    changes.FocalPointMoved: (_rebuild, _tell),
    changes.SubtitlesChanged: (_index, _rebuild, _tell),
    changes.RenditionsReady: (_tell,),
    changes.PresetChanged: (_rebuild_all, _purge_preset, _tell),
    changes.FileWanted: (_make_wanted,),
    changes.EventsFolded: (_popularity,),
    changes.HitsFound: (_tell,),
    changes.TermsChanged: (_follow_terms,),
    changes.EmbeddingChanged: (_embed_channel,),
}


NOTED: dict[type, tuple[Callable[[Session, Any], None], ...]] = {
    changes.AssetsEdited: (_wait_for_index,),
    changes.FoundOtherwise: (_wait_for_index,),
    changes.StatusMoved: (_follow_light,),
    changes.RightsChanged: (_follow_light,),
}
"""What is written down besides, in the same transaction: rows that no crash may lose."""


def _nobody(_session: Session) -> bool:
    return False


def announcer(jobs: Jobs, is_anybody_told: Callable[[Session], bool] = _nobody) -> Announce:
    """Return the voice of the core: each change enqueues what follows, in the change's own transaction.

    `is_anybody_told` says whether there are webhooks.
    """

    def announce(session: Session, change: Change) -> None:
        for note in NOTED.get(type(change), ()):
            note(session, change)
        for reaction in REACTIONS[type(change)]:
            wanted = reaction(change)
            if wanted is None or (wanted.is_for_webhooks and not is_anybody_told(session)):
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
