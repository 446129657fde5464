"""What people ask of a bulk edit: plan it, make it, cancel it, undo it, throw it away."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require_somewhere
from dam.assets.bulk.change import check_change
from dam.assets.bulk.limits import AT_ONCE, INSERT_ROWS, MOST_ASSETS, UNDO_DAYS
from dam.assets.bulk.models import BulkEdit, BulkItem
from dam.assets.bulk.read import find_edit, get_bulk_edit
from dam.assets.bulk.steps import run_bulk_edit
from dam.assets.bulk.views import BulkEditView
from dam.core import Core
from dam.errors import Conflict, FieldError, Invalid
from dam.ids import new_id

JOB = "run_bulk_edit"


def plan_bulk_edit(core: Core, caller: Caller, change: object, asset_ids: Iterable[str]) -> BulkEditView:
    """Plan one change for many assets and write nothing yet: what would become of each stands in its items.

    A hundred assets are planned at once, more by a job (`state` is `planning` until then).
    """
    require_somewhere(caller, Action.EDIT_OWN)
    kept = check_change(change)
    lines = [{"asset_id": asset_id[:32]} for asset_id in dict.fromkeys(asset_ids)]
    return start_planning(core, caller, "form", kept, lines)


def start_planning(
    core: Core,
    caller: Caller,
    kind: str,
    change: Mapping[str, Any],
    lines: Sequence[Mapping[str, Any]],
    problems: Sequence[Mapping[str, Any]] = (),
) -> BulkEditView:
    """Write an edit and its lines down, and have them looked at: at once when they are few, else by a job."""
    if not lines:
        raise Invalid("Select at least one asset.", [FieldError("assets", "Select at least one asset.")])
    if len(lines) > MOST_ASSETS:
        sentence = f"One edit takes at most {MOST_ASSETS} assets, and {len(lines)} came."
        raise Invalid(sentence, [FieldError("assets", sentence)])
    edit = BulkEdit(
        id=new_id(),
        kind=kind,
        state="planning",
        change=dict(change),
        problems=list(problems),
        total=len(lines),
        caller_kind=caller.kind,
        caller_id=caller.id,
        caller_name=caller.name[:200],
        created_at=core.now(),
    )
    with core.db.write() as session:
        session.add(edit)
    usual = {"row": 0, "state": "waiting", "wanted": {}, "before": {}, "after": {}, "reason": "", "cells": []}
    for start in range(0, len(lines), INSERT_ROWS):
        some = enumerate(lines[start : start + INSERT_ROWS], start)
        rows = [{**usual, **line, "edit_id": edit.id, "position": position} for position, line in some]
        with core.db.write() as session:
            session.execute(sa.insert(BulkItem), rows)
    if len(lines) <= AT_ONCE:
        run_bulk_edit(core, edit.id)
    else:
        with core.db.write() as session:
            _work(core, session, edit.id)
    return get_bulk_edit(core, caller, edit.id)


def make_bulk_edit(core: Core, caller: Caller, edit_id: str) -> BulkEditView:
    """Write what was planned, by a job; asking again changes nothing."""
    with core.db.write() as session:
        edit = find_edit(session, caller, edit_id, to_change=True)
        _require_own(caller, edit)
        if edit.state in ("planned", "running"):
            _begin(core, session, caller, edit, "running", "bulk_edit.begun")
        elif edit.state != "done":
            raise Conflict(f"This edit is {edit.state}; only what is planned can be made.")
    return get_bulk_edit(core, caller, edit_id)


def cancel_bulk_edit(core: Core, caller: Caller, edit_id: str) -> BulkEditView:
    """Stop an edit after the step that is being written; what was written stays, and can be undone."""
    with core.db.write() as session:
        edit = find_edit(session, caller, edit_id, to_change=True)
        if edit.state in ("planning", "planned", "running"):
            edit.state, edit.finished_at = "cancelled", core.now()
            note(session, caller, "bulk_edit.cancelled", "bulk_edit", edit.id, {"done": edit.done})
        elif edit.state != "cancelled":
            raise Conflict(f"This edit is {edit.state} and cannot be cancelled any more.")
    return get_bulk_edit(core, caller, edit_id)


def undo_bulk_edit(core: Core, caller: Caller, edit_id: str) -> BulkEditView:
    """Put back what the edit changed, by a job: each value that nobody changed since, as far as the caller may edit it."""
    with core.db.write() as session:
        edit = find_edit(session, caller, edit_id, to_change=True)
        if edit.state in ("undoing", "undone"):
            return get_bulk_edit(core, caller, edit_id)
        if edit.state not in ("done", "cancelled") or edit.finished_at is None:
            raise Conflict(f"This edit is {edit.state}; only what was made can be undone.")
        if edit.finished_at + timedelta(days=UNDO_DAYS) <= core.now():
            raise Conflict(f"An edit can be undone for {UNDO_DAYS} days; then what was before is forgotten.")
        edit.undone_by_kind, edit.undone_by_id = caller.kind, caller.id
        edit.undone_by_name = caller.name[:200]
        _begin(core, session, caller, edit, "undoing", "bulk_edit.undo_begun")
    return get_bulk_edit(core, caller, edit_id)


def _begin(core: Core, session: Session, caller: Caller, edit: BulkEdit, state: str, action: str) -> None:
    if edit.state != state:
        edit.state, edit.done = state, 0
        query = sa.select(sa.func.count()).where(BulkItem.edit_id == edit.id)
        wanted = BulkItem.state == ("planned" if state == "running" else "changed")
        edit.total = session.scalar(query.where(wanted)) or 0
        note(session, caller, action, "bulk_edit", edit.id, {"assets": edit.total, "kind": edit.kind})
    _work(core, session, edit.id)


def _work(core: Core, session: Session, edit_id: str) -> None:
    core.jobs.enqueue(session, JOB, {"edit_id": edit_id}, key=f"bulk:{edit_id}", priority=8)


def _require_own(caller: Caller, edit: BulkEdit) -> None:
    """What is made is made in the name of who planned it."""
    if edit.caller_id != caller.id:
        raise Conflict("Only the one who planned this edit can make it.")
