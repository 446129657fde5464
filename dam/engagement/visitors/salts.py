"""The random salts of visitor keys: one a day, kept where no backup reaches, and overwritten once their day has passed.

On one host they stand in a file of two slots, written over in place; where several hosts share a PostgreSQL they stand
in one small table that no dump carries. Days are days of UTC, so that all processes agree on them.
"""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.db import Database
from dam.engagement.models import VisitorSalt

DAY_SECONDS = 86_400
AHEAD_SECONDS = 3_600
"""Tomorrow's salt is made one hour ahead, so that midnight costs no request a wait."""

MOST_HOURS = 48
"""No salt is kept longer: its own day, and until the first chore or start of the next. A house that is off forgets at its
start, before it answers anybody."""

FILE_NAME = "visitor-salts"
_SALT_BYTES = 32
_DAY_BYTES = 8
_CHECK_BYTES = 8
_SLOT_BYTES = _DAY_BYTES + _SALT_BYTES + _CHECK_BYTES
_GONE = bytes(_SALT_BYTES)

Slots = dict[int, tuple[int, bytes]]
"""Two slots, each with a day (since 1970) and its salt; zeros where the salt was overwritten."""


class Salts(Protocol):
    """Where the salts of a house stand."""

    def turn(self, at: float) -> dict[int, bytes]:
        """Overwrite what has passed, make what is missing, and return the living salts by day; `at` in seconds since 1970.

        The day is missing in the answer when its salt is gone for good. Waits for a disk or a database.
        """


def open_salts(database: Database, home: Path | None = None) -> Salts:
    """Return the salts of a house: on SQLite a file in `home`, or beside the rows where no home is named."""
    if not database.is_sqlite:
        return SaltRows(database)
    return SaltFile((home or Path(database.url.database or ".").parent) / FILE_NAME)


def turned(slots: Slots, at: float) -> Slots:
    """Return the slots as they have to be at a moment: nothing of a past day, today's salt, and soon tomorrow's.

    A day that lies further ahead than tomorrow was written by a clock that was wrong, and makes room.
    """
    today = int(at // DAY_SECONDS)
    wanted = {today, *([today + 1] if at % DAY_SECONDS >= DAY_SECONDS - AHEAD_SECONDS else [])}
    after: Slots = {}
    for slot, (day, salt) in slots.items():
        if day <= today + 1:
            after[slot] = (day, salt if day >= today else _GONE)
    for day in wanted:
        if after.get(day % 2, (-1, b""))[0] < day:
            after[day % 2] = (day, secrets.token_bytes(_SALT_BYTES))
    return after


def living(slots: Slots) -> dict[int, bytes]:
    """Return the salts that are there, by day."""
    return {day: salt for day, salt in slots.values() if salt != _GONE}


class SaltFile:
    """Two slots in a file for its owner alone; all processes of a host take turns on it, and a torn slot counts as empty.

    Overwriting in place is all that a program can do: a file system that copies on write, or takes snapshots, may keep
    what was there, and should not do so for this file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def turn(self, at: float) -> dict[int, bytes]:
        """See `Salts.turn`; what was overwritten is gone from the disk when this returns."""
        with self._alone() as descriptor:
            slots = _read_slots(os.pread(descriptor, 2 * _SLOT_BYTES, 0))
            after = turned(slots, at)
            for slot in (0, 1):
                if after.get(slot) != slots.get(slot):
                    os.pwrite(descriptor, _write_slot(after.get(slot)), slot * _SLOT_BYTES)
            if after != slots:
                os.fsync(descriptor)
        return living(after)

    @contextmanager
    def _alone(self) -> Iterator[int]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            os.fchmod(descriptor, 0o600)
            yield descriptor
        finally:
            os.close(descriptor)


def _write_slot(slot: tuple[int, bytes] | None) -> bytes:
    if slot is None:
        return bytes(_SLOT_BYTES)
    said = slot[0].to_bytes(_DAY_BYTES) + slot[1]
    return said + blake2b(said, digest_size=_CHECK_BYTES).digest()


def _read_slots(content: bytes) -> Slots:
    slots: Slots = {}
    for slot in (0, 1):
        piece = content[slot * _SLOT_BYTES : (slot + 1) * _SLOT_BYTES]
        day, salt = int.from_bytes(piece[:_DAY_BYTES]), piece[_DAY_BYTES:-_CHECK_BYTES]
        if len(piece) == _SLOT_BYTES and piece == _write_slot((day, salt)) and day % 2 == slot:
            slots[slot] = (day, salt)
    return slots


class SaltRows:
    """The same two slots as rows of PostgreSQL, in a table without a write-ahead log (migration 0004).

    A change empties the table and writes it anew: an `UPDATE` would leave the old salt in the table's file until somebody
    vacuums it, a `TRUNCATE` gives it a new file.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def turn(self, at: float) -> dict[int, bytes]:
        """See `Salts.turn`; `SQLAlchemyError` when the database does not answer."""
        with self._database.read() as session:
            slots = _stored(session)
        if turned(slots, at) != slots:
            with self._database.write() as session:
                session.execute(sa.text("LOCK TABLE visitor_salts IN ACCESS EXCLUSIVE MODE"))
                slots = turned(_stored(session), at)
                session.execute(sa.text("TRUNCATE visitor_salts"))
                for slot, (day, salt) in sorted(slots.items()):
                    session.execute(sa.insert(VisitorSalt).values(slot=slot, day=day, salt=salt))
        return living(slots)


def _stored(session: Session) -> Slots:
    rows = session.execute(sa.select(VisitorSalt.slot, VisitorSalt.day, VisitorSalt.salt))
    return {slot: (day, bytes(salt)) for slot, day, salt in rows}
