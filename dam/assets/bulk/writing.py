"""Writes what one asset is to become, by the same functions as a single edit, inside a transaction of several assets."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.assets.bulk.change import Wanted
from dam.assets.bulk.parts import Parts, changed_parts, parts_of
from dam.assets.collections import place_in_collection, take_from_collection
from dam.assets.edit import changed_words, edit_row, tell_more_than_words
from dam.assets.models import Asset
from dam.assets.rows_to_views import asset_view
from dam.assets.status import move_row
from dam.changes import AssetsEdited
from dam.core import Core


@dataclass(frozen=True, slots=True)
class Written:
    """What one asset was and became, the changed parts alone."""

    before: Parts
    after: Parts


class Voice:
    """Tells of the assets of one transaction in one go, once all are written."""

    def __init__(self) -> None:
        self.asset_ids: list[str] = []

    def tell(self, core: Core, session: Session) -> None:
        """Announce what was gathered."""
        if self.asset_ids:
            core.announce(session, AssetsEdited(tuple(dict.fromkeys(self.asset_ids))))


def write_asset(
    core: Core,
    session: Session,
    caller: Caller,
    asset_id: str,
    wanted: Wanted,
    details: Mapping[str, Any],
    voice: Voice | None,
) -> Written:
    """Write one asset, whole or not at all; whatever refuses it is raised. Without a `voice` it is only rehearsed."""
    with session.begin_nested():
        before = present_parts(session, asset_id)
        after: Parts | None = None
        if wanted.patch:
            edited = edit_row(core, session, caller, asset_id, wanted.patch, details=details)
            after = parts_of(edited.after, session.get_one(Asset, asset_id).title)
            if voice is not None and edited.changed:
                tell_more_than_words(core, session, caller, edited)
                voice.asset_ids += [asset_id] if changed_words(edited) else []
        for collection_id in wanted.add_to:
            place_in_collection(core, session, caller, collection_id, [asset_id])
        for collection_id in wanted.take_from:
            take_from_collection(core, session, caller, collection_id, [asset_id])
        if wanted.status:
            move_row(core, session, caller, asset_id, wanted.status, wanted.reason)
        if after is None or wanted.add_to or wanted.take_from or wanted.status:
            session.flush()
            after = present_parts(session, asset_id)
    changed = changed_parts(before, after)
    return Written({name: before.get(name) for name in changed}, {name: after.get(name) for name in changed})


def present_parts(session: Session, asset_id: str) -> Parts:
    """Return the parts of an asset as they stand, whoever asks; nothing when it is gone."""
    asset = session.get(Asset, asset_id)
    return {} if asset is None else parts_of(asset_view(session, asset_id), asset.title)
