"""The job of a bulk edit: step by step through its assets, each step one short transaction that a crash may repeat."""

import time
from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.acting import caller_now
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
        positions = list(session.scalars(query))
    if edit.state == "planning" and positions:
        _rehearse(core, edit_id, positions)
    else:
        _write(core, edit_id, edit.state, positions)
    return True


class _Rehearsal(Exception):
    """Ends a transaction that was only tried: nothing of it stays."""


def _rehearse(core: Core, edit_id: str, positions: list[int]) -> None:
    """Do it as it would be done, throw that away, and write down what would have come of it."""
    outcomes: dict[int, Outcome] = {}
    try:
        with core.db.write() as session:
            edit = session.get_one(BulkEdit, edit_id)
            outcomes = _each(silent(core), session, edit, positions)
            raise _Rehearsal
    except _Rehearsal:
        pass
    with core.db.write() as session:
        kept = session.get(BulkEdit, edit_id, with_for_update=True)
        if kept is not None and kept.state == "planning":
            _keep(session, kept, outcomes)


def _write(core: Core, edit_id: str, state: str, positions: list[int]) -> None:
    """Write some assets and what became of them in one transaction; with none left, end the edit's present state."""
    with core.db.write() as session:
        edit = session.get(BulkEdit, edit_id, with_for_update=True)
        if edit is None or edit.state != state:
            return
        if not positions:
            _end(core, session, edit)
            return
        voice = Voice(core)
        outcomes = _each(voice.core, session, edit, positions)
        _keep(session, edit, outcomes)
        voice.tell(session)


def _each(core: Core, session: Session, edit: BulkEdit, positions: list[int]) -> dict[int, Outcome]:
    began = time.thread_time()
    waiting, act = _ACTS[edit.state]
    query = sa.select(BulkItem).where(
        BulkItem.edit_id == edit.id, BulkItem.position.in_(positions), BulkItem.state == waiting
    )
    items = list(session.scalars(query.order_by(BulkItem.position)))
    try:
        caller = _caller(session, edit)
    except Forbidden as refusal:
        return {item.position: Outcome.refusal(refusal) for item in items}
    there = find_all(session, caller, [item.asset_id for item in items])
    outcomes: dict[int, Outcome] = {}
    for item in items:
        outcomes[item.position] = act(core, session, caller, edit, item, there.get(item.asset_id))
        if time.thread_time() - began > STEP_SECONDS:
            break
    return outcomes


def _caller(session: Session, edit: BulkEdit) -> Caller:
    if edit.state == "undoing":
        return caller_now(session, edit.undone_by_kind, edit.undone_by_id)
    return caller_now(session, edit.caller_kind, edit.caller_id)


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


def _end(core: Core, session: Session, edit: BulkEdit) -> None:
    ended = _ENDS[edit.state]
    edit.done = edit.total
    if ended == "done":
        edit.finished_at = core.now()
    elif ended == "undone":
        edit.undone_at = core.now()
    edit.state = ended
    if ended != "planned":
        caller = _known(session, edit)
        note(session, caller, f"bulk_edit.{ended}", "bulk_edit", edit.id, {"assets": edit.total})
        _tell(core, session, edit)


def _tell(core: Core, session: Session, edit: BulkEdit) -> None:
    """Tell the person who waits for a long one; a short one is done before they look up."""
    who = (edit.caller_kind, edit.caller_id)
    if edit.state == "undone":
        who = (edit.undone_by_kind, edit.undone_by_id)
    if who[0] == "person" and edit.total > AT_ONCE:
        notice = Notice(
            kind="work_done",
            to=(who[1],),
            subject_kind="bulk_edit",
            subject_id=edit.id,
            url=f"/bulk/{edit.id}",
            values={"title": f"{edit.change.get('filename') or 'Bulk edit'} ({edit.total})"},
        )
        tell(session, core.now(), notice)


def _known(session: Session, edit: BulkEdit) -> Caller:
    """Name who asked in the trail also when they may nothing any more."""
    try:
        return _caller(session, edit)
    except Forbidden:
        return Caller("person", edit.caller_id, edit.caller_name, None)
