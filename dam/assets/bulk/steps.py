"""The job of a bulk edit: step by step through its assets, each step one short transaction that a crash may repeat."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.acting import NOBODY, caller_now
from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.assets.bulk.limits import AT_ONCE, STEP_ASSETS, STEP_SECONDS
from dam.assets.bulk.models import BulkEdit, BulkItem
from dam.assets.bulk.outcomes import Outcome, made_of, rehearsed, undone_of
from dam.assets.bulk.voice import Voice, silent
from dam.assets.bulk.writing import Found, find_all
from dam.core import Core
from dam.errors import Forbidden
from dam.jobs.called_off import stop_if_called_off
from dam.notices.tell import Notice, tell

Act = Callable[[Core, Session, Caller, BulkEdit, BulkItem, Found | None], Outcome]

_ACTS: Mapping[str, tuple[str, Act]] = {
    "planning": ("waiting", rehearsed),
    "running": ("planned", made_of),
    "undoing": ("changed", undone_of),
}
"""For each state of an edit: the items that wait for it, and what is done with each."""

_ENDS = {"planning": "planned", "running": "done", "undoing": "undone"}


def run_bulk_edit(core: Core, edit_id: str) -> None:
    """Go on with an edit until nothing is left to do in its state; whoever cancels it stops it after a step."""
    while _step(core, edit_id):
        stop_if_called_off()


def _step(core: Core, edit_id: str) -> bool:
    with core.db.read() as session:
        edit = session.get(BulkEdit, edit_id)
        if edit is None or edit.state not in _ACTS:
            return False
        waiting, _ = _ACTS[edit.state]
        query = (
            sa.select(BulkItem.position)
            .where(BulkItem.edit_id == edit_id, BulkItem.state == waiting)
            .order_by(BulkItem.position)
            .limit(STEP_ASSETS)
        )
        step = _Step(edit_id, edit.state, list(session.scalars(query)), _caller(session, edit))
    if edit.state == "planning" and step.positions:
        _rehearse(core, step)
    else:
        _write(core, step)
    return True


@dataclass(frozen=True, slots=True)
class _Step:
    """What one transaction takes on, read before it begins; `caller` is None for somebody who may nothing any more."""

    edit_id: str
    state: str
    positions: list[int]
    caller: Caller | None


class _Rehearsal(Exception):
    """Ends a transaction that was only tried: nothing of it stays."""


def _rehearse(core: Core, step: _Step) -> None:
    """Do it as it would be done, throw that away, and write down what would have come of it."""
    outcomes: dict[int, Outcome] = {}
    try:
        with core.db.write() as session:
            edit = session.get_one(BulkEdit, step.edit_id)
            outcomes = _each(silent(core), session, edit, step)
            raise _Rehearsal
    except _Rehearsal:
        pass
    with core.db.write() as session:
        kept = session.get(BulkEdit, step.edit_id, with_for_update=True)
        if kept is not None and kept.state == "planning":
            _keep(session, kept, outcomes)


def _write(core: Core, step: _Step) -> None:
    """Write some assets and what became of them in one transaction; with none left, end the edit's present state."""
    with core.db.write() as session:
        edit = session.get(BulkEdit, step.edit_id, with_for_update=True)
        if edit is None or edit.state != step.state:
            return
        if not step.positions:
            _end(core, session, edit, step.caller)
            return
        voice = Voice(core)
        outcomes = _each(voice.core, session, edit, step)
        _keep(session, edit, outcomes)
        voice.tell(session)


def _each(core: Core, session: Session, edit: BulkEdit, step: _Step) -> dict[int, Outcome]:
    waiting, act = _ACTS[edit.state]
    query = sa.select(BulkItem).where(
        BulkItem.edit_id == edit.id, BulkItem.position.in_(step.positions), BulkItem.state == waiting
    )
    items = list(session.scalars(query.order_by(BulkItem.position)))
    if step.caller is None:
        refusal = Outcome.refusal(Forbidden(NOBODY))
        return {item.position: refusal for item in items}
    there = find_all(session, step.caller, [item.asset_id for item in items])
    outcomes: dict[int, Outcome] = {}
    began = time.thread_time()
    for item in items:
        outcomes[item.position] = act(core, session, step.caller, edit, item, there.get(item.asset_id))
        if time.thread_time() - began > STEP_SECONDS:
            break
    return outcomes


def _caller(session: Session, edit: BulkEdit) -> Caller | None:
    kind, caller_id, _ = _asked_by(edit)
    try:
        return caller_now(session, kind, caller_id)
    except Forbidden:
        return None


def _asked_by(edit: BulkEdit) -> tuple[str, str, str]:
    if edit.state in ("undoing", "undone"):
        return edit.undone_by_kind, edit.undone_by_id, edit.undone_by_name
    return edit.caller_kind, edit.caller_id, edit.caller_name


def _keep(session: Session, edit: BulkEdit, outcomes: Mapping[int, Outcome]) -> None:
    """Write the next state of the items, in one statement for each set of columns."""
    rows: list[dict[str, Any]] = []
    for position, outcome in outcomes.items():
        row = {"edit_id": edit.id, "position": position, "state": outcome.state}
        rows.append({**row, "reason": outcome.reason, "cells": outcome.cells})
        if outcome.before is not None and outcome.after is not None:
            rows[-1] |= {"before": outcome.before, "after": outcome.after}
    if rows:
        session.execute(sa.update(BulkItem), rows)
    edit.done += len(outcomes)


def _end(core: Core, session: Session, edit: BulkEdit, caller: Caller | None) -> None:
    """Somebody who may nothing any more is named in the trail all the same."""
    ended = _ENDS[edit.state]
    edit.done = edit.total
    if ended == "done":
        edit.finished_at = core.now()
    elif ended == "undone":
        edit.undone_at = core.now()
    edit.state = ended
    if ended != "planned":
        _, caller_id, name = _asked_by(edit)
        by = caller or Caller("person", caller_id, name, None)
        note(session, by, f"bulk_edit.{ended}", "bulk_edit", edit.id, {"assets": edit.total})
        _tell(core, session, edit)


def _tell(core: Core, session: Session, edit: BulkEdit) -> None:
    """Tell the person who waits for a long one; a short one is done before they look up."""
    kind, person_id, _ = _asked_by(edit)
    if kind == "person" and edit.total > AT_ONCE:
        notice = Notice(
            kind="work_done",
            to=(person_id,),
            subject_kind="bulk_edit",
            subject_id=edit.id,
            url=f"/bulk/{edit.id}",
            values={"title": f"{edit.change.get('filename') or 'Bulk edit'} ({edit.total})"},
        )
        tell(session, core.now(), notice)
