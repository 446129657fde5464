"""The question: on this channel, in this territory, from then until then, for that?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from dam.assets.days import check_day, end_of_day, start_of_day
from dam.assets.rights import check_channels, check_purposes, check_territories
from dam.assets.territories import countries_of, known_territories
from dam.errors import FieldError, Invalid

NETWORK_NAMES: Mapping[str, str] = {
    "facebook": "Facebook",
    "instagram": "Instagram",
    "linkedin": "LinkedIn",
    "pinterest": "Pinterest",
    "snapchat": "Snapchat",
    "threads": "Threads",
    "tiktok": "TikTok",
    "x": "X",
    "youtube": "YouTube",
}
"""Places that all belong to the channel `social`, by name and as they write themselves; rights may name them, too."""

NETWORKS = frozenset(NETWORK_NAMES)

SOCIAL = "social"


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody wants to do. `channel` is one of the house, or a network of `social`; empty `territories` mean the world.

    `starts_at` up to but without `ends_at`, None: for ever. `purpose` is one of `PURPOSES`, "" where nobody said.
    """

    channel: str
    starts_at: datetime
    ends_at: datetime | None = None
    territories: tuple[str, ...] = ()
    purpose: str = ""

    @property
    def channels(self) -> tuple[str, ...]:
        """The names under which rights may grant the channel."""
        return (self.channel, SOCIAL) if self.channel in NETWORKS else (self.channel,)

    @property
    def countries(self) -> frozenset[str]:
        """The countries that are asked for, groups written out."""
        return frozenset(countries_of(self.territories)) or known_territories()


def read_question(given: Mapping[str, str], now: datetime, zone: tzinfo) -> Question:
    """Read a question as a form or an address writes it; days are those of `zone`, the last one included.

    `channel` is required; without `from` it begins now, without `until` it never ends. `Invalid` names what is wrong.
    """
    errors: list[FieldError] = []
    channel = given.get("channel", "").strip().lower()
    check_channels(errors, "channel", [channel])
    codes = [code for code in given.get("territory", "").replace(",", " ").split() if code]
    territories = check_territories(errors, "territory", codes)
    purpose = given.get("purpose", "").strip()
    check_purposes(errors, "purpose", [purpose] if purpose else [])
    first = check_day(errors, "from", given.get("from", "").strip())
    last = check_day(errors, "until", given.get("until", "").strip())
    starts_at = now if first is None else max(now, start_of_day(first, zone))
    ends_at = None if last is None else end_of_day(last, zone)
    if ends_at is not None and ends_at <= starts_at and not errors:
        errors.append(FieldError("until", _past(last, first)))
    if errors:
        renamed = [FieldError(error.path.partition("[")[0], error.message) for error in errors]
        raise Invalid(renamed[0].message, renamed)
    return Question(channel, starts_at, ends_at, territories, purpose)


def _past(last: date | None, first: date | None) -> str:
    before = "from" if first is not None else "today"
    return f"until must not come before {before}, and {last} came."
