"""Turns: of all processes one does a piece of periodic work, and once in its time only, restarts included."""

from collections.abc import Callable

import sqlalchemy as sa

from dam.db import Database
from dam.ids import new_id
from dam.jobs.database_clock import database_seconds
from dam.jobs.models import PeriodicTurn

HOLD_SECONDS = 900.0
"""How long a turn is kept for a process that has not said that it is done: after that it counts as dead."""


def in_turn(
    database: Database,
    name: str,
    every_seconds: float,
    do: Callable[[], object],
    *,
    hold_seconds: float = HOLD_SECONDS,
) -> Callable[[], bool]:
    """Wrap work so that any number of processes may call it as often as they like.

    The result tells whether it was done this time. Work that fails has had its turn; it is done again `every_seconds`
    after it was begun.
    """
    holder = new_id()

    def do_in_turn() -> bool:
        if not _take(database, name, holder, every_seconds, hold_seconds):
            return False
        try:
            do()
        finally:
            _give_back(database, name, holder)
        return True

    return do_in_turn


def _take(database: Database, name: str, holder: str, every_seconds: float, hold_seconds: float) -> bool:
    with database.read() as session:
        if not _is_free(session.get(PeriodicTurn, name), database_seconds(session), every_seconds):
            return False  # the usual answer, without taking the write lock
    try:
        with database.write() as session:
            turn = session.get(PeriodicTurn, name, with_for_update=True)
            now = database_seconds(session)
            if not _is_free(turn, now, every_seconds):
                return False
            if turn is None:
                turn = PeriodicTurn(name=name)
                session.add(turn)
            turn.holder, turn.held_until, turn.begun_at = holder, now + hold_seconds, now
    except sa.exc.IntegrityError:
        return False  # another process has just taken the very first turn
    return True


def _is_free(turn: PeriodicTurn | None, now: float, every_seconds: float) -> bool:
    return turn is None or (turn.held_until <= now and turn.begun_at + every_seconds <= now)


def _give_back(database: Database, name: str, holder: str) -> None:
    with database.write() as session:
        turn = session.get(PeriodicTurn, name)
        if turn is not None and turn.holder == holder:
            turn.held_until = 0.0
