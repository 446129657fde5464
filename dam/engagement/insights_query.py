"""What one may ask of the insights: period, filters, grouping; read from the parameters of a request."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Literal, get_args

from dam.engagement.event import ACTORS, WORD
from dam.engagement.limits import ROLLUP_DAYS
from dam.errors import FieldError, Invalid

Group = Literal[
    "asset", "channel", "day", "hour", "placement", "campaign", "class", "stage", "kind", "site", "actor"
]
GROUPS: tuple[str, ...] = get_args(Group)
SORTS = ("fetched", "rendered", "seen", "acted", "sold", "said", "events", "name")
USUAL_DAYS = 30
MOST_ITEMS = 1_000


@dataclass(frozen=True, slots=True)
class InsightsQuery:
    """A question. The period is `start` ≤ hour < `end`; `actor` is one actor or `all`.

    `sort` is a figure (largest first; `events` is their sum) or `name`; a leading minus turns it round.
    """

    start: datetime
    end: datetime
    group: str | None = None
    asset: str | None = None
    channel: str | None = None
    campaign: str | None = None
    actor: str = "human"
    sort: str = ""
    limit: int = 100

    def before(self) -> "InsightsQuery":
        """Return the same question about the period of the same length just before."""
        return replace(self, start=self.start - (self.end - self.start), end=self.start)


def last_days(days: int, now: datetime, group: str | None = None, **others: str | int) -> InsightsQuery:
    """Return a question about the last `days` days, today included."""
    end = _day(now) + timedelta(days=1)
    return replace(InsightsQuery(end - timedelta(days=days), end, group), **others)  # type: ignore[arg-type]


def read_query(parameters: Mapping[str, str], now: datetime) -> InsightsQuery:
    """Read a question from URL parameters (`from` and `to`: a date, both days included, or an RFC 3339 moment).

    Raises `Invalid` naming each wrong parameter.
    """
    errors: list[FieldError] = []
    end = _moment(parameters, "to", _day(now) + timedelta(days=1), errors, is_end=True)
    start = _moment(
        parameters, "from", _day(end - timedelta(microseconds=1)) - timedelta(days=USUAL_DAYS - 1), errors
    )
    if not errors and not start < end:
        errors.append(FieldError("from", "`from` must be before `to`."))
    if not errors and end - start > timedelta(days=ROLLUP_DAYS + 1):
        errors.append(FieldError("from", f"The period may have {ROLLUP_DAYS} days at the most."))
    group = _one_of(parameters, "group", GROUPS, errors)
    actor = _one_of(parameters, "actor", (*sorted(ACTORS), "all"), errors) or "human"
    sort = parameters.get("sort", "")
    if sort and sort.removeprefix("-") not in SORTS:
        errors.append(FieldError("sort", f"`sort` must be one of {', '.join(SORTS)}; {sort!r} came."))
    channel = parameters.get("channel") or None
    if channel and WORD.fullmatch(channel) is None:
        errors.append(FieldError("channel", f"`channel` must be a word such as web; {channel!r} came."))
    limit = _limit(parameters, errors)
    if errors:
        raise Invalid(errors[0].message, errors)
    asset, campaign = parameters.get("asset") or None, parameters.get("campaign") or None
    return InsightsQuery(start, end, group, asset, channel, campaign, actor, sort, limit)


def _day(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _moment(
    parameters: Mapping[str, str],
    name: str,
    usual: datetime,
    errors: list[FieldError],
    *,
    is_end: bool = False,
) -> datetime:
    text = parameters.get(name, "")
    if not text:
        return usual
    try:
        if len(text) == 10:
            day = date.fromisoformat(text) + timedelta(days=1 if is_end else 0)
            return datetime(day.year, day.month, day.day, tzinfo=UTC)
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise ValueError
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        errors.append(
            FieldError(
                name,
                f"`{name}` must be a date such as 2026-03-21, or a moment with a zone; {text[:40]!r} came.",
            )
        )
        return usual


def _one_of(
    parameters: Mapping[str, str], name: str, allowed: tuple[str, ...], errors: list[FieldError]
) -> str | None:
    value = parameters.get(name) or None
    if value is not None and value not in allowed:
        errors.append(FieldError(name, f"`{name}` must be one of {', '.join(allowed)}; {value[:40]!r} came."))
    return value


def _limit(parameters: Mapping[str, str], errors: list[FieldError]) -> int:
    text = parameters.get("limit", "100")
    if text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= MOST_ITEMS and len(text) < 9:
        return int(text)
    errors.append(FieldError("limit", f"`limit` must be 1 to {MOST_ITEMS}; {text[:40]!r} came."))
    return 100
