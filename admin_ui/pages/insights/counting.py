"""How the figures came about: what each door received, and what became of it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from starlette.responses import Response

from admin_ui.pages.insights.asked import read_asked
from admin_ui.pages.insights.frame import frame
from admin_ui.render import render
from admin_ui.visit import Visit
from dam.engagement.insights.drops import DoorDay, read_drops


@dataclass(frozen=True, slots=True)
class Door:
    """What one door received over the whole period; `drops` by reason, largest first."""

    name: str
    received: int
    accepted: int
    duplicate: int
    drops: tuple[tuple[str, int], ...]

    @property
    def dropped(self) -> int:
        """How many events were not counted and are no repeats."""
        return sum(count for _, count in self.drops)

    @property
    def is_conserved(self) -> bool:
        """Tell whether nothing is missing."""
        return self.received == self.accepted + self.duplicate + self.dropped


def counting_page(visit: Visit) -> Response:
    """Show received = counted + repeats + dropped, per door."""
    asked = read_asked(visit)
    days = read_drops(visit.core, visit.caller, asked.query)
    values = {**frame(visit, asked, ()), "doors": doors_of(days), "days": days}
    return render(visit, "counting.html", values)


def doors_of(days: Iterable[DoorDay]) -> list[Door]:
    """Return the sums of each door, the busiest first."""
    received: Counter[str] = Counter()
    accepted: Counter[str] = Counter()
    duplicate: Counter[str] = Counter()
    drops: dict[str, Counter[str]] = {}
    for day in days:
        received[day.door] += day.received
        accepted[day.door] += day.accepted
        duplicate[day.door] += day.duplicate
        drops.setdefault(day.door, Counter()).update(dict(day.dropped))
    return [
        Door(name, count, accepted[name], duplicate[name], tuple(drops[name].most_common()))
        for name, count in received.most_common()
    ]
