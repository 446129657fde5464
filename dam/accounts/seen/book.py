"""Notes in memory who opens an asset, so that nobody who looks waits for a row; a chore writes it down.

One line a person, asset and day. Cut off at once (`kill -9`), a process loses what it noted since the chore's last turn, ten
seconds at the most; stopped in order, it loses nothing.
"""

import logging
import threading
from datetime import UTC, date, datetime, timedelta, tzinfo

from sqlalchemy.dialects import postgresql, sqlite

from dam.accounts.caller import Caller
from dam.accounts.models import Sighting
from dam.core import Core

MOST_WAITING = 50_000
"""Lines that wait in memory while the database is away; further ones are lost, and the log says how many."""

MOST_REMEMBERED = 200_000
"""Lines of today that are known to be written; beyond, the primary key alone keeps a repeat out."""

IN_ONE = 500
"""Lines written in one transaction."""

LATE = timedelta(minutes=30)
"""For so long after midnight a line still goes to the day before; a day is sealed an hour after its end."""

WATCHED = ("person", "token")
"""The house looks at every asset, and guests have no name."""

logger = logging.getLogger("vitrine.seen")

Key = tuple[date, str, str, str]
"""Day, asset, kind and id of the caller."""


class SightingBook:
    """What this process has seen since it last wrote; with `days_kept` 0 nothing is noted."""

    def __init__(self, days_kept: int = 180, zone: tzinfo = UTC) -> None:
        self.days_kept = days_kept
        self._zone = zone
        self._lock = threading.Lock()
        self._waiting: dict[Key, datetime] = {}
        self._known: set[Key] = set()
        self._lost = 0

    def note(self, caller: Caller, asset_id: str, at: datetime) -> None:
        """Note that somebody opened an asset; again on the same day it is nothing new."""
        if not self.days_kept or caller.kind not in WATCHED:
            return
        key = (at.astimezone(self._zone).date(), asset_id, caller.kind, caller.id)
        with self._lock:
            if key in self._known or key in self._waiting:
                return
            if len(self._waiting) >= MOST_WAITING:
                self._lost += 1
                return
            self._waiting[key] = at

    def take(self) -> dict[Key, datetime]:
        """Return what waits and begin anew."""
        with self._lock:
            waiting, self._waiting = self._waiting, {}
            lost, self._lost = self._lost, 0
        if lost:
            logger.error("%d openings of assets were not noted: the database was away for too long", lost)
        return waiting

    def put_back(self, lines: dict[Key, datetime]) -> None:
        """Let lines that could not be written wait for the next turn."""
        with self._lock:
            self._waiting = lines | self._waiting

    def remember(self, lines: dict[Key, datetime]) -> None:
        """Remember lines that are written, those of the newest day only."""
        with self._lock:
            together = self._known | lines.keys()
            newest = max((key[0] for key in together), default=date.min)
            kept = {key for key in together if key[0] == newest}
            self._known = kept if len(kept) <= MOST_REMEMBERED else set()


def write_sightings(core: Core, book: SightingBook) -> int:
    """Write what waits, in key order and short steps; return how many lines. What fails waits on."""
    waiting = book.take()
    keys = sorted(waiting)
    for start in range(0, len(keys), IN_ONE):
        some = {key: waiting[key] for key in keys[start : start + IN_ONE]}
        try:
            _write(core, some)
        except BaseException:
            book.put_back({key: waiting[key] for key in keys[start:]})
            raise
        book.remember(some)
    return len(keys)


def _write(core: Core, lines: dict[Key, datetime]) -> None:
    now = core.now()
    rows: dict[tuple[date, str, str], dict[str, object]] = {}
    for (day, asset_id, kind, caller_id), at in lines.items():
        day = day if now < _end_of(day, core.zone) + LATE else now.astimezone(core.zone).date()
        row = {"day": day, "asset_id": asset_id, "caller_id": caller_id, "caller_kind": kind, "at": at}
        rows.setdefault((day, asset_id, caller_id), row)
    insert = sqlite.insert if core.db.is_sqlite else postgresql.insert
    with core.db.write() as session:
        session.execute(insert(Sighting).on_conflict_do_nothing(), [rows[key] for key in sorted(rows)])


def _end_of(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), zone)
