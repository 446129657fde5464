"""Touches: where the people of one journey met assets, as plain values.

**A touch** is an event of the class `seen` (half of the asset on the screen for a second, the viewable impression of the
Media Rating Council) or `acted`, of a human, that bears the token of the journey. `fetched` and `rendered` say that bytes
left and were drawn, not that anybody met them; `sold` and `said` are what touches lead to. Repeats of one asset on one
channel, campaign and stage are one touch as long as no 30 minutes lie between two of them: web analytics counts visits and
not hits, and ends a visit after 30 minutes without any (Google Analytics, Matomo).

**A direct touch** has no campaign and lies on the channel of the sale: the shop's own pages, which nothing led to. That is
what "direct" means for assets; in web analytics it is a visit without a source.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

VISIT = 30 * 60 * 1000
"""Milliseconds without an event that end a touch."""


@dataclass(frozen=True, slots=True)
class Touch:
    """One meeting, from `first_at` to `last_at` (milliseconds since 1970 UTC)."""

    asset_id: str
    channel: str
    campaign: str
    stage: str
    first_at: int
    last_at: int

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What credits are kept by."""
        return (self.asset_id, self.channel, self.campaign, self.stage)

    def is_direct(self, sale_channel: str) -> bool:
        """Tell whether the touch led nowhere that the sale was not already."""
        return not self.campaign and self.channel == sale_channel


def join_touches(contacts: Iterable[Touch]) -> tuple[Touch, ...]:
    """Join repeats into touches, in the order in which they began; contacts of one moment in the order of their keys."""
    joined: list[Touch] = []
    open_at: dict[tuple[str, str, str, str], int] = {}
    for contact in sorted(contacts, key=lambda each: (each.first_at, each.key)):
        place = open_at.get(contact.key)
        if place is not None and contact.first_at - joined[place].last_at <= VISIT:
            joined[place] = replace(joined[place], last_at=max(joined[place].last_at, contact.last_at))
        else:
            open_at[contact.key] = len(joined)
            joined.append(contact)
    return tuple(joined)
