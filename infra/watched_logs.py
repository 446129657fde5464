"""Reads the logs of other servers where the setting says, every few seconds: what is new in them goes into the ledger once."""

import logging
import random
import time
from collections.abc import Iterable

import sqlalchemy as sa

from dam.accounts.caller import HOUSE
from dam.db import Database
from dam.engagement.foreign.guests import Guests
from dam.engagement.foreign.importing import Wish, import_log
from dam.engagement.foreign.judge import Judge
from dam.engagement.foreign.models import LogImport
from dam.engagement.foreign.reading import LogFile
from dam.errors import Invalid, Unavailable
from delivery.files.named import files_of
from delivery.house import House
from infra.log_places import read_places
from infra.log_sources import LogPlace, open_log_place

log = logging.getLogger("vitrine.logs")

MOST_KNOWN = 100_000
"""Names of logs that a process remembers to have read; the rows know the rest."""


def judge_of(house: House, *, since: int = 0) -> Judge:
    """Return what judges the requests of this house's edges; `since` in milliseconds since 1970 UTC."""
    guests = Guests(house.log.keys, house.settings.trusted_proxies)
    return Judge(house.core, files_of(house.core.db), guests, since=since)


class WatchedLogs:
    """The watched places of a house, and what this process knows of the logs there. Belongs to one thread."""

    def __init__(self, house: House, places: Iterable[LogPlace], seconds: float = float("inf")) -> None:
        self._house = house
        self._places = list(places)
        self._seconds = seconds
        self._judge = judge_of(house)
        self._read: dict[str, str] = {}
        self._troubles: dict[str, str] = {}

    def look(self) -> int:
        """Import what is new, and return how many fetches that were.

        Stops behind a transaction when its time is over, and goes on at the next look. A trouble is told once; what is
        damaged or in no known format is tried again when it has changed.
        """
        if len(self._read) >= MOST_KNOWN:
            self._read.clear()
        until = time.monotonic() + self._seconds
        total = 0
        random.shuffle(
            self._places
        )  # so that none waits for ever behind one that grows faster than it is read
        for place in self._places:
            name = str(place.name)
            try:
                for file in place.look():
                    total += self._take(place, file, until)
                    if time.monotonic() >= until:
                        return total
                self._troubles.pop(name, None)
            except (Unavailable, OSError) as error:
                self._tell(name, str(error))
        return total

    def _take(self, place: LogPlace, file: LogFile, until: float) -> int:
        if file.name not in self._read:
            self._read[file.name] = read_before(self._house.core.db, file.name)
        if self._read[file.name] == file.stored:
            return 0
        wish = Wish(place.name.format, edge=str(place.name)[:100], until=until)
        try:
            imported = import_log(self._house.core, HOUSE, file, self._judge, wish)
        except Invalid as error:
            self._tell(file.name, str(error))
            self._read[file.name] = file.stored
            return 0
        except OSError as error:
            self._tell(file.name, str(error))  # a file that may not be read does not keep the newer ones out
            return 0
        if imported.is_finished:
            self._read[file.name] = file.stored
        return imported.accepted

    def _tell(self, name: str, trouble: str) -> None:
        if self._troubles.get(name) != trouble:
            log.warning("the logs of %s wait: %s", name, trouble)
        self._troubles[name] = trouble


def read_before(database: Database, name: str) -> str:
    """Return what the file of this name looked like when it was read to its end the last time, or nothing."""
    newest = sa.select(LogImport.stored).where(LogImport.name == name).order_by(LogImport.imported_at.desc())
    with database.read() as session:
        return session.scalar(newest.limit(1)) or ""


def watch_logs(house: House, text: str, seconds: float) -> WatchedLogs:
    """Watch the places of the setting, for `seconds` at each look."""
    places = [open_log_place(name, house.spool, house.core.now) for name in read_places(text)]
    return WatchedLogs(house, places, seconds)
