"""What one may ask of the insights: period, comparison, filters, grouping; read from the parameters of a request."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Literal, get_args

from dam.engagement.event import ACTORS, CLASSES, WORD
from dam.engagement.limits import ROLLUP_DAYS
from dam.engagement.local_days import a_year_before, day_start, is_midnight
from dam.errors import FieldError, Invalid

Group = Literal[
    "asset",
    "channel",
    "day",
    "hour",
    "week",
    "month",
    "placement",
    "campaign",
    "class",
    "stage",
    "kind",
    "site",
    "version",
    "actor",
]
GROUPS: tuple[str, ...] = get_args(Group)
TIMES = ("hour", "day", "week", "month")
"""The groups that are stretches of time."""

FILTERS = ("asset", "channel", "campaign", "placement", "stage", "kind", "site", "version", "class", "brand")
"""What narrows a question to one value; `none` as a value stands for events that have none.

A brand is not part of an event: it narrows to the assets that belong to it today, with all that they were met for.
"""

SORTS = ("fetched", "rendered", "seen", "acted", "sold", "said", "events", "name")
COMPARISONS = ("previous", "year")
USUAL_DAYS = 30
MOST_ITEMS = 1_000
YEARS = range(1970, 3000)
"""Periods may begin and end in these: a comparison, a zone and a day more stay far from both ends of the calendar."""


@dataclass(frozen=True, slots=True)
class InsightsQuery:
    """A question. The period is `start` ≤ moment < `end`; `actor` is one actor or `all`.

    Days, weeks and months are those of `zone`. A filter that is None does not narrow; an empty one wants events that name
    none. `sort` is a figure (largest first; `events` is their sum) or `name`; a leading minus turns it round. `compare`
    sets each figure beside that of the period before (`previous`) or of the same dates a year earlier (`year`).
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
    placement: str | None = None
    stage: str | None = None
    kind: str | None = None
    site: str | None = None
    version: str | None = None
    class_: str | None = None
    brand: str | None = None
    compare: str | None = None
    zone: tzinfo = UTC

    @property
    def filters(self) -> dict[str, str]:
        """The filters that are set, by name."""
        values = {name: getattr(self, "class_" if name == "class" else name) for name in FILTERS}
        return {name: value for name, value in values.items() if value is not None}

    @property
    def is_of_some_assets(self) -> bool:
        """Tell whether a filter narrows to single assets or versions, which the sums over all assets do not know."""
        return not (self.asset is None and self.version is None and self.brand is None)

    @property
    def is_of_days(self) -> bool:
        """Tell whether the period is made of whole local days."""
        return is_midnight(self.start, self.zone) and is_midnight(self.end, self.zone)

    def before(self) -> "InsightsQuery":
        """Return the same question about the period of the same length just before: as many local days, or as long."""
        if not self.is_of_days:
            return replace(self, start=self.start - (self.end - self.start), end=self.start, compare=None)
        first, end = self.start.astimezone(self.zone).date(), self.end.astimezone(self.zone).date()
        start = day_start(first - (end - first), self.zone)
        return replace(self, start=start, end=self.start, compare=None)

    def year_before(self) -> "InsightsQuery":
        """Return the same question about the same dates a year earlier."""
        if not self.is_of_days:
            return replace(self, start=self._earlier(self.start), end=self._earlier(self.end), compare=None)
        first = self.start.astimezone(self.zone).date()
        last = self.end.astimezone(self.zone).date() - timedelta(days=1)
        return replace(
            self,
            start=day_start(a_year_before(first), self.zone),
            end=day_start(a_year_before(last) + timedelta(days=1), self.zone),
            compare=None,
        )

    def compared(self) -> "InsightsQuery | None":
        """Return the question to compare with, or None when none was asked for."""
        if self.compare is None:
            return None
        return self.year_before() if self.compare == "year" else self.before()

    def _earlier(self, moment: datetime) -> datetime:
        local = moment.astimezone(self.zone)
        earlier = a_year_before(local.date())
        return local.replace(year=earlier.year, month=earlier.month, day=earlier.day).astimezone(UTC)


def last_days(
    days: int, now: datetime, group: str | None = None, *, zone: tzinfo = UTC, **others: str | int
) -> InsightsQuery:
    """Return a question about the last `days` local days, today included."""
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    start, end = day_start(tomorrow - timedelta(days=days), zone), day_start(tomorrow, zone)
    return replace(InsightsQuery(start, end, group, zone=zone), **others)  # type: ignore[arg-type]


def read_query(parameters: Mapping[str, str], now: datetime, zone: tzinfo = UTC) -> InsightsQuery:
    """Read a question from URL parameters.

    `from` and `to` are a date (a local day of `zone`, both included) or an RFC 3339 moment. Raises `Invalid` naming each
    wrong parameter.
    """
    errors: list[FieldError] = []
    tomorrow = day_start(now.astimezone(zone).date() + timedelta(days=1), zone)
    end = _moment(parameters, "to", tomorrow, zone, errors, is_end=True)
    start = _moment(parameters, "from", _usual_start(end, zone), zone, errors)
    if not errors and not start < end:
        errors.append(FieldError("from", "`from` must be before `to`."))
    if not errors and end - start > timedelta(days=ROLLUP_DAYS + 1):
        errors.append(FieldError("from", f"The period may have {ROLLUP_DAYS} days at the most."))
    group = _one_of(parameters, "group", GROUPS, errors)
    actor = _one_of(parameters, "actor", (*sorted(ACTORS), "all"), errors) or "human"
    class_ = _one_of(parameters, "class", tuple(sorted(CLASSES)), errors)
    compare = _one_of(parameters, "compare", COMPARISONS, errors)
    sort = parameters.get("sort", "")
    if sort and sort.removeprefix("-") not in SORTS:
        errors.append(FieldError("sort", f"`sort` must be one of {', '.join(SORTS)}; {sort[:40]!r} came."))
    limit = _limit(parameters, errors)
    filters = {name: _filter(parameters, name, errors) for name in FILTERS if name != "class"}
    if errors:
        raise Invalid(errors[0].message, errors)
    return InsightsQuery(
        start,
        end,
        group,
        **filters,
        class_=class_,
        actor=actor,
        sort=sort,
        limit=limit,
        compare=compare,
        zone=zone,
    )


def _usual_start(end: datetime, zone: tzinfo) -> datetime:
    last = (end - timedelta(microseconds=1)).astimezone(zone).date()
    return day_start(last - timedelta(days=USUAL_DAYS - 1), zone)


def _moment(
    parameters: Mapping[str, str],
    name: str,
    usual: datetime,
    zone: tzinfo,
    errors: list[FieldError],
    *,
    is_end: bool = False,
) -> datetime:
    text = parameters.get(name, "")
    if not text:
        return usual
    try:
        if len(text) == 10:
            day = date.fromisoformat(text)
            if day.year in YEARS:
                return day_start(day + timedelta(days=1 if is_end else 0), zone)
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None and moment.year in YEARS:
            return moment.astimezone(UTC)
    except ValueError:
        pass
    sentence = (
        f"`{name}` must be a date of the years {YEARS[0]} to {YEARS[-1]} such as 2026-03-21, or a moment with a zone; "
        f"{text[:40]!r} came."
    )
    errors.append(FieldError(name, sentence))
    return usual


def _filter(parameters: Mapping[str, str], name: str, errors: list[FieldError]) -> str | None:
    value = parameters.get(name) or None
    if value is None:
        return None
    if value == "none" and name not in ("asset", "channel", "brand"):
        return ""
    if name == "channel" and WORD.fullmatch(value) is None:
        errors.append(FieldError(name, f"`{name}` must be a word such as web; {value[:40]!r} came."))
    if "\x00" in value:
        errors.append(FieldError(name, f"`{name}` may hold no NUL."))
    return value


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
