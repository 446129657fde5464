"""Writes what one asset is to become, by the same functions as a single edit, inside a transaction of several assets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require_somewhere
from dam.assets.bulk.change import Wanted
from dam.assets.bulk.parts import Parts, changed_parts, parts_of
from dam.assets.bulk.voice import told_when_done
from dam.assets.collections import place_in_collection, take_from_collection
from dam.assets.edit import edit_known, tell_edit
from dam.assets.models import Asset
from dam.assets.rows_to_views import asset_view, views_of_rows
from dam.assets.status import move_row
from dam.assets.views import AssetView
from dam.assets.visibility import hold_rows
from dam.core import Core
from dam.errors import NotFound


@dataclass(frozen=True, slots=True)
class Found:
    """An asset that the caller sees: its row, held, and its view as it stands."""

    asset: Asset
    view: AssetView

    @property
    def parts(self) -> Parts:
        """The parts of the asset as they stand."""
        return parts_of(self.view, self.asset.title)


@dataclass(frozen=True, slots=True)
class Written:
    """What one asset was and became, the changed parts alone."""

    before: Parts
    after: Parts


def find_all(session: Session, caller: Caller, asset_ids: Sequence[str]) -> dict[str, Found]:
    """Hold those of the assets that the caller sees, and read them in four queries, however many they are."""
    rows = hold_rows(session, caller, asset_ids)
    views = views_of_rows(session, rows.values())
    return {asset_id: Found(rows[asset_id], view) for asset_id, view in views.items()}


def find_one(session: Session, caller: Caller, asset_id: str) -> Found:
    """Do so for one, or raise `NotFound`."""
    found = find_all(session, caller, [asset_id]).get(asset_id)
    if found is None:
        raise NotFound(f"There is no asset {asset_id[:40]!r}.")
    return found


def write_asset(
    core: Core, session: Session, caller: Caller, found: Found, wanted: Wanted, details: Mapping[str, Any]
) -> Written:
    """Write one asset, whole or not at all; whatever refuses it is raised."""
    before = found.parts
    if wanted.moves:
        with told_when_done(core, session) as quiet, session.begin_nested():
            _patch(quiet, session, caller, found, wanted, details)
            after = _move(quiet, session, caller, found.asset, wanted)
    else:
        after = _patch(core, session, caller, found, wanted, details)
    changed = changed_parts(before, after)
    return Written({name: before.get(name) for name in changed}, {name: after.get(name) for name in changed})


def _patch(
    core: Core, session: Session, caller: Caller, found: Found, wanted: Wanted, details: Mapping[str, Any]
) -> Parts:
    """What is refused has written nothing, so that one asset takes no savepoint; rows go to the database together."""
    if not wanted.patch:
        return found.parts
    require_somewhere(caller, Action.EDIT_OWN)
    with session.no_autoflush:
        edited = edit_known(core, session, caller, found.asset, found.view, wanted.patch, details=details)
    tell_edit(core, session, caller, edited)
    return parts_of(edited.after, found.asset.title)


def _move(core: Core, session: Session, caller: Caller, asset: Asset, wanted: Wanted) -> Parts:
    for collection_id in wanted.add_to:
        place_in_collection(core, session, caller, collection_id, [asset.id])
    for collection_id in wanted.take_from:
        take_from_collection(core, session, caller, collection_id, [asset.id])
    if wanted.status:
        move_row(core, session, caller, asset.id, wanted.status, wanted.reason)
    session.flush()
    return present_parts(session, asset.id)


def present_parts(session: Session, asset_id: str) -> Parts:
    """Return the parts of an asset as they stand, whoever asks; nothing when it is gone."""
    asset = session.get(Asset, asset_id)
    return {} if asset is None else parts_of(asset_view(session, asset_id), asset.title)
