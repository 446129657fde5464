"""Counts by class and value by currency, and the order in which groups of them stand."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from dam.engagement.event import EventClass
from dam.engagement.insights.query import TIMES, InsightsQuery

PLACES = {class_.value: place for place, class_ in enumerate(EventClass)}
SOLD = EventClass.SOLD.value


@dataclass(slots=True)
class Sums:
    """Counts in the order of the classes, and value in minor units by currency."""

    counts: list[int] = field(default_factory=lambda: [0] * len(PLACES))
    value: dict[str, int] = field(default_factory=dict)

    @property
    def events(self) -> int:
        """All classes together."""
        return sum(self.counts)

    def add(self, class_: str, currency: str, count: int, value_minor: int) -> None:
        """Add one roll-up, or the sum of some that share class and currency."""
        self.counts[PLACES[class_]] += count
        if currency and class_ == SOLD:
            self.value[currency] = self.value.get(currency, 0) + value_minor

    def merge(self, others: "Sums") -> None:
        """Add other sums."""
        self.counts = [mine + theirs for mine, theirs in zip(self.counts, others.counts, strict=True)]
        for currency, minor in others.value.items():
            self.value[currency] = self.value.get(currency, 0) + minor

    def of(self, sort: str) -> int:
        """Return the figure of a name: a class, or `events`."""
        return self.events if sort == "events" else self.counts[PLACES[sort]]


def order_of(query: InsightsQuery) -> tuple[str, bool]:
    """Return the figure by which groups are sorted (or `name`), and whether the order is turned round."""
    usual = "name" if query.group in TIMES else "events"
    return query.sort.removeprefix("-") or usual, query.sort.startswith("-")


def in_order(found: Iterable[tuple[str, Sums]], query: InsightsQuery) -> list[tuple[str, Sums]]:
    """Sort groups as a question asks: by a figure, largest first, or by name; a minus turns it round."""
    sort, is_turned = order_of(query)
    if sort == "name":
        return sorted(found, key=lambda pair: pair[0], reverse=is_turned)
    sign = 1 if is_turned else -1
    return sorted(found, key=lambda pair: (sign * pair[1].of(sort), pair[0]))
