"""Counts searches in memory, so that nobody who looks waits for a row; a chore writes them down.

Who asked is remembered for ten minutes, in memory and nowhere else, so that turning a page is not another wish.
"""

import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from dam.core import Core
from dam.search.demand.models import SearchDemand
from dam.search.demand.wishes import words_of

AGAIN_SECONDS = 600.0
"""Somebody who asks the same within this time turns pages or goes back: it is one search."""

MOST_WAITING = 5_000
"""Groups and askers that wait in memory; more are not counted until the next turn."""

IN_ONE = 20
"""Groups written in one transaction: each is looked up first, and other writers wait meanwhile."""

MAX_TEXT = 200
"""Characters of a search as it was typed."""


@dataclass
class _Group:
    text: str
    numbers: Counter[str] = field(default_factory=Counter)


class DemandCounter:
    """What this process has seen since it last wrote."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._groups: dict[str, _Group] = {}
        self._askers: dict[tuple[str, str, str], float] = {}

    def note_search(self, asker: str, text: str, total: int) -> None:
        """Count a search that somebody typed; `total` hits, of what was asked and not of a correction."""
        self._count(asker, text, "asked")
        if total == 0:
            self._count(asker, text, "nothing")

    def note_opened(self, asker: str, text: str) -> None:
        """Count that somebody opened something that a search had found."""
        self._count(asker, text, "opened")

    def take(self) -> Mapping[str, _Group]:
        """Return what was counted and begin anew."""
        with self._lock:
            groups, self._groups = self._groups, {}
            return groups

    def _count(self, asker: str, text: str, what: str) -> None:
        words = words_of(text)
        if not words:
            return
        now, key = time.monotonic(), (asker, words, what)
        with self._lock:
            if len(self._askers) >= MOST_WAITING:
                self._askers = {one: at for one, at in self._askers.items() if at > now - AGAIN_SECONDS}
            is_again = self._askers.get(key, -AGAIN_SECONDS) > now - AGAIN_SECONDS
            is_full = len(self._groups) >= MOST_WAITING and words not in self._groups
            if is_again or is_full or len(self._askers) >= MOST_WAITING:
                return
            self._askers[key] = now
            group = self._groups.setdefault(words, _Group(text))
            group.text = " ".join(text.split())[:MAX_TEXT]
            group.numbers[what] += 1


def write_demand(core: Core, counter: DemandCounter) -> None:
    """Write what was counted to today's rows; a crash before it loses counts and nothing else."""
    groups = counter.take()
    if not groups:
        return
    today = core.now().astimezone(core.zone).date()
    words = sorted(groups)
    for start in range(0, len(words), IN_ONE):
        with core.db.write() as session:
            for each in words[start : start + IN_ONE]:
                _add(session, each, today, groups[each])


def _add(session: Session, words: str, day: date, group: _Group) -> None:
    row = session.get(SearchDemand, (words, day), with_for_update=True)
    if row is None:
        row = SearchDemand(words=words, day=day, text="", asked=0, unfound=0, opened=0)
        session.add(row)
    row.text = group.text
    row.asked += group.numbers["asked"]
    row.unfound += group.numbers["nothing"]
    row.opened += group.numbers["opened"]
