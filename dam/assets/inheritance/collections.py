"""What people ask: the defaults of a collection, what they would change, and what an asset has from where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.acting import caller_now
from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require_somewhere
from dam.assets.bulk.voice import Voice, silent
from dam.assets.bulk.writing import Written, present_parts
from dam.assets.collection_rows import find_collection, ids_inside, require_owner
from dam.assets.inheritance.defaults import check_defaults
from dam.assets.inheritance.models import InheritedValue
from dam.assets.inheritance.taking import DECLINED, bring_all_in_step, present
from dam.assets.models import Collection
from dam.assets.visibility import find_row
from dam.changes import CollectionsChanged
from dam.core import Core
from dam.errors import Forbidden

STEP = 5
"""Assets brought in step in one transaction: each takes 2 ms."""

MOST_SHOWN = 200
"""Assets of which a preview tells; how many change in all is told of these alone."""

JOB_ASSETS = 500


@dataclass(frozen=True, slots=True)
class Inherited:
    """A part that an asset has from a collection, as long as nobody writes another value."""

    part: str
    value: Any
    collection_id: str
    collection_name: str


def get_defaults(core: Core, caller: Caller, collection_id: str) -> Mapping[str, Any]:
    """Return what a collection hands on: `{"tags": […], "fields": {…}, "rights": {…}}`."""
    require_somewhere(caller, Action.SEE_APPROVED)
    with core.db.read() as session:
        return dict(find_collection(session, caller, collection_id).defaults)


def save_defaults(core: Core, caller: Caller, collection_id: str, given: Mapping[str, Any]) -> None:
    """Keep what a collection hands on; a job brings its assets in step, each as far as the caller may edit it."""
    require_somewhere(caller, Action.EDIT_ANY)
    with core.db.write() as session:
        row = _change(session, core, caller, collection_id, given)
        note(session, caller, "collection.defaults_saved", "collection", row.id, {"defaults": row.defaults})
        asset_ids = ids_inside(session, row.id)
        for start in range(0, len(asset_ids), JOB_ASSETS):
            some = tuple(asset_ids[start : start + JOB_ASSETS])
            core.announce(session, CollectionsChanged(some, caller.kind, caller.id))


class _Rehearsal(Exception):
    """Ends a transaction that was only tried."""


def preview_defaults(
    core: Core, caller: Caller, collection_id: str, given: Mapping[str, Any]
) -> dict[str, Written]:
    """Return what saving would change on the first assets of the collection, before and after; nothing is written."""
    require_somewhere(caller, Action.EDIT_ANY)
    with core.db.read() as session:
        asset_ids = ids_inside(session, find_collection(session, caller, collection_id).id)[:MOST_SHOWN]
    found: dict[str, Written] = {}
    for start in range(0, max(1, len(asset_ids)), STEP):
        try:
            with core.db.write() as session:
                _change(session, core, caller, collection_id, given)
                found |= bring_all_in_step(silent(core), session, caller, asset_ids[start : start + STEP])
                raise _Rehearsal
        except _Rehearsal:
            pass
    return found


def inherit(core: Core, asset_ids: Sequence[str], caller_kind: str, caller_id: str) -> None:
    """Bring assets in step with their collections, in the name of who changed these: the job; a repeat changes nothing."""
    for start in range(0, len(asset_ids), STEP):
        with core.db.write() as session:
            try:
                caller = caller_now(session, caller_kind, caller_id)
            except Forbidden:
                return
            voice = Voice(core)
            bring_all_in_step(voice.core, session, caller, sorted(asset_ids[start : start + STEP]))
            voice.tell(session)


def inherited_of(core: Core, caller: Caller, asset_id: str) -> list[Inherited]:
    """Return what an asset has from its collections at present."""
    with core.db.read() as session:
        asset = find_row(session, caller, asset_id)
        rows = session.execute(
            sa.select(InheritedValue, Collection.name)
            .join(Collection, Collection.id == InheritedValue.collection_id)
            .where(InheritedValue.asset_id == asset.id)
            .order_by(InheritedValue.part)
        ).all()
        now = present_parts(session, asset.id) if rows else {}
        return [
            Inherited(row.part, row.value, row.collection_id, name)
            for row, name in rows
            if row.value is not DECLINED and present(now, row.part) == row.value
        ]


def _change(
    session: Session, core: Core, caller: Caller, collection_id: str, given: Mapping[str, Any]
) -> Collection:
    row = find_collection(session, caller, collection_id, to_change=True)
    require_owner(caller, row)
    row.defaults = check_defaults(session, given)
    row.updated_at = core.now()
    session.flush()
    return row
