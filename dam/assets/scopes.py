"""What one paper grants, the licence or somebody's consent: a window, channels, territories and purposes."""

from dataclasses import dataclass
from datetime import datetime

PURPOSES = ("editorial", "advertising", "packaging", "internal", "resale")
"""What an asset may be used for; a paper that names none grants all of them."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The window holds from its start up to but without its end; empty channels, territories or purposes mean all.

    `territories` are countries (ISO 3166-1 alpha-2), groups already written out.
    """

    starts_at: datetime | None = None
    ends_at: datetime | None = None
    channels: tuple[str, ...] = ()
    territories: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()

    def has_ended(self, now: datetime) -> bool:
        """Tell whether the window is over."""
        return self.ends_at is not None and now >= self.ends_at

    def is_to_come(self, now: datetime) -> bool:
        """Tell whether the window has not begun."""
        return self.starts_at is not None and now < self.starts_at

    def grants(self, channel: str, territory: str | None, purpose: str | None = None) -> bool:
        """Tell whether it covers them, whatever the time; a territory or purpose that is not known is None.

        Where territories are named, a visitor of unknown territory is not covered; a purpose is asked only where one is told.
        """
        return (
            (not self.channels or channel in self.channels)
            and (not self.territories or territory in self.territories)
            and (not self.purposes or purpose is None or purpose in self.purposes)
        )
