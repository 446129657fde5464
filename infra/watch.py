"""Looks into a watched place: new files become assets once, what cannot be read is reported once."""

import logging
from collections.abc import Callable

from dam.accounts.caller import HOUSE
from dam.errors import Unavailable
from delivery.house import House
from infra.settled_files import SettledFiles, Sighting
from infra.take_file import take_file
from infra.watched_places import WatchedPlace, open_place

log = logging.getLogger("vitrine.watch")

JOURNAL = "watched.jsonl"
"""Where the spool remembers what has been dealt with."""


def watch_source(house: House, source: str) -> Callable[[], int]:
    """Return the chore of looking once; it returns how many assets are new."""
    place = open_place(source)
    return Watch(house, place).look


class Watch:
    """One watched place and what is known of its files."""

    def __init__(self, house: House, place: WatchedPlace) -> None:
        self._house = house
        self._place = place
        self._settled = SettledFiles(house.spool / JOURNAL, place.name)
        self._growing: set[Sighting] = set()
        self._trouble = ""

    def look(self) -> int:
        """Take in every file that is new and whole; return how many assets that made.

        While the place or the store does not answer nothing is remembered, and the next look tries again; the trouble
        is told once.
        """
        try:
            added = self._take_new()
        except Unavailable as error:
            if str(error) != self._trouble:
                log.warning("watching %s waits: %s", self._place.name, error)
            self._trouble = str(error)
            return 0
        self._trouble = ""
        return added

    def _take_new(self) -> int:
        """A file that may still grow is taken at the second look that finds it unchanged."""
        unsettled = [file for file in self._place.look() if not self._settled.has(file)]
        seen_before, self._growing = self._growing, set(unsettled)
        whole = [file for file in unsettled if file in seen_before or not self._place.grows]
        return sum(self._take(file) for file in whole)

    def _take(self, file: Sighting) -> int:
        folder, _, filename = file.name.rpartition("/")
        house = self._house
        taken = take_file(
            house.core,
            HOUSE,
            self._place.open(file),
            filename=filename,
            folder=folder,
            settings=house.ingest,
        )
        self._settled.settle(file, taken)
        if taken.result == "refused":
            log.warning("%s in %s was not taken: %s", file.name, self._place.name, taken.problem)
        return int(taken.result == "added")
