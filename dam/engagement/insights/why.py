"""Why this number: a figure opened to its definition, its filters, the drops of its period and some of its events."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, may, require_somewhere
from dam.core import Core
from dam.engagement.border import border_day
from dam.engagement.currencies import from_minor
from dam.engagement.event import Columns, EventClass
from dam.engagement.insights.definitions import DEFINITIONS, method_of
from dam.engagement.insights.drops import DoorDay, read_drops
from dam.engagement.insights.groups import COLUMNS, hours_of
from dam.engagement.insights.of_brands import assets_of_brand
from dam.engagement.insights.query import InsightsQuery
from dam.engagement.insights.read import Figures, naming, read_totals, require_asked, titles_of
from dam.engagement.local_days import hour_start
from dam.engagement.logs.segments import CLASS, unpack
from dam.engagement.models import Event, EventSegment
from dam.engagement.rollups.record import CONFLICT
from dam.errors import FieldError, Invalid

SAMPLE = 20
"""Events shown at the most."""

LATEST_ROWS = 5_000
"""Acknowledged events looked through, the latest first, where no asset narrows them."""

LATEST_SEGMENTS = 5
"""Pieces of logs looked through, the latest first: some thousands of lines each."""

_FILTERED = {
    "asset": "asset_id",
    "version": "version_id",
    **{name: name for name in COLUMNS if name not in ("asset", "version")},
}


@dataclass(frozen=True, slots=True)
class SampleEvent:
    """One event of a figure, without anything that could tell visitors apart; `asset` is empty where it may not be named."""

    at: datetime
    asset: str
    title: str
    channel: str
    placement: str
    campaign: str
    stage: str
    class_: str
    kind: str
    actor: str
    site: str
    page: str
    value: str
    currency: str
    source: str


@dataclass(frozen=True, slots=True)
class Why:
    """What stands behind a figure.

    `filters` are pairs of name and value, the actor among them. `drops` are those of the whole period and of all doors, for those
    with a role in the house;
    `conflicts` are events that bore a known id and said something else. `border` is the first moment whose figures can be
    recounted from single events; `is_recountable` tells whether the whole period lies after it.
    """

    query: InsightsQuery
    figure: str
    amount: int | None
    figures: Figures
    definition: str
    method: str
    filters: tuple[tuple[str, str], ...]
    drops: tuple[tuple[str, str, int], ...]
    received: int
    duplicates: int
    conflicts: int
    border: datetime
    is_recountable: bool
    sample: tuple[SampleEvent, ...]


def why(core: Core, caller: Caller, query: InsightsQuery, figure: str) -> Why:
    """Open a figure (a class, `events`, `value` or `uniques`) of a question; its group does not matter.

    Raises `Invalid` for a figure that there is not, `NotFound` for an asset that is not the caller's to know.
    """
    require_somewhere(caller, Action.SEE_INSIGHTS)
    if figure not in DEFINITIONS:
        message = f"`figure` must be one of {', '.join(DEFINITIONS)}; {figure[:40]!r} came."
        raise Invalid(message, [FieldError("figure", message)])
    asked = replace(query, group=None, compare=None)
    doors = read_drops(core, caller, asked) if may(caller, Action.SEE_INSIGHTS) else ()
    border = datetime.fromtimestamp(border_day(core.now()) * 86_400, UTC)
    with core.db.read() as session:
        require_asked(session, caller, asked)
        figures = read_totals(session, asked)
        narrowed = _narrowed(asked, figure)
        sample = () if narrowed is None else _sample(session, caller, narrowed)
    drops = _drops(doors)
    return Why(
        query,
        figure,
        None if figure == "value" else getattr(figures, figure),
        figures,
        DEFINITIONS[figure],
        method_of(figure),
        (*asked.filters.items(), ("actor", asked.actor)),
        drops,
        sum(door.received for door in doors),
        sum(door.duplicate for door in doors),
        sum(count for _, reason, count in drops if reason == CONFLICT),
        border,
        asked.start >= border,
        sample,
    )


def _narrowed(query: InsightsQuery, figure: str) -> InsightsQuery | None:
    """Return the question about the figure's own events; None where it asks for another class, and so for none of them."""
    class_ = EventClass.SOLD.value if figure == "value" else figure
    if class_ not in set(EventClass):
        return query
    return replace(query, class_=class_) if query.class_ in (None, class_) else None


def _drops(doors: tuple[DoorDay, ...]) -> tuple[tuple[str, str, int], ...]:
    sums: dict[tuple[str, str], int] = {}
    for door in doors:
        for reason, count in door.dropped:
            sums[door.door, reason] = sums.get((door.door, reason), 0) + count
    ranked = sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple((door, reason, count) for (door, reason), count in ranked)


def _sample(session: Session, caller: Caller, query: InsightsQuery) -> tuple[SampleEvent, ...]:
    """Return the latest acknowledged events and fetches of logs that the question is about, newest first."""
    rows = list(_rows(session, query))
    if query.class_ in (None, CLASS):
        rows += islice(_lines(session, query), SAMPLE)
    rows = sorted(rows, key=lambda row: -row["at"])[:SAMPLE]
    ids = {row["asset_id"] for row in rows}
    named = naming(session, caller, "asset")
    allowed = ids if named is None else set(named(ids))
    titles = titles_of(session, allowed)
    return tuple(_event(row, titles, row["asset_id"] in allowed) for row in rows)


def _period(query: InsightsQuery) -> tuple[int, int]:
    """Return the first millisecond of the period's hours and the first one after them."""
    first, end = hours_of(query)
    return (
        int(hour_start(first).timestamp() * 1_000),
        int(hour_start(end).timestamp() * 1_000),
    )


def _rows(session: Session, query: InsightsQuery) -> Iterator[Columns]:
    first, end = _period(query)
    table = Event.__table__
    names = [*dict.fromkeys(_FILTERED.values()), "at", "page", "value_minor", "currency", "source"]
    statement = sa.select(*(table.c[name] for name in names)).where(table.c.at >= first, table.c.at < end)
    for name, value in query.filters.items():
        if name in _FILTERED:
            statement = statement.where(table.c[_FILTERED[name]] == value)
    if query.brand is not None:
        statement = statement.where(table.c.asset_id.in_(assets_of_brand(query.brand)))
    if query.actor != "all":
        statement = statement.where(table.c.actor == query.actor)
    if query.asset is None:
        newest = sa.select(sa.func.coalesce(sa.func.max(table.c.seq), 0)).scalar_subquery()
        statement = statement.where(table.c.seq > newest - LATEST_ROWS)
    order = table.c.seq if query.asset is None else table.c.at
    for row in session.execute(statement.order_by(order.desc()).limit(SAMPLE)).mappings():
        yield dict(row)


def _lines(session: Session, query: InsightsQuery) -> Iterator[Columns]:
    """Yield fetches from the latest pieces of logs of the period."""
    first, end = _period(query)
    among = None if query.brand is None else set(session.scalars(assets_of_brand(query.brand)))
    found = session.execute(
        sa.select(EventSegment.source, EventSegment.content)
        .where(EventSegment.last_at >= first, EventSegment.first_at < end)
        .order_by(EventSegment.last_at.desc())
        .limit(LATEST_SEGMENTS)
    )
    for source, content in found:
        fetches, stages = unpack(content)
        for at, half, guest in reversed(list(fetches.lines())):
            row = {
                "at": at,
                "asset_id": half.asset,
                "version_id": half.version,
                "channel": half.channel,
                "placement": half.placement,
                "campaign": half.campaign,
                "stage": stages[half.channel],
                "class": CLASS,
                "kind": half.preset,
                "actor": guest.actor,
                "site": guest.site,
                "page": guest.page,
                "value_minor": 0,
                "currency": "",
                "source": source,
            }
            if first <= at < end and (among is None or half.asset in among) and _is_asked(row, query):
                yield row


def _is_asked(row: Columns, query: InsightsQuery) -> bool:
    if query.actor not in ("all", row["actor"]):
        return False
    return all(row[_FILTERED[name]] == value for name, value in query.filters.items() if name in _FILTERED)


def _event(row: Columns, titles: dict[str, str], is_named: bool) -> SampleEvent:
    return SampleEvent(
        datetime.fromtimestamp(row["at"] / 1_000, UTC),
        row["asset_id"] if is_named else "",
        titles.get(row["asset_id"], ""),
        row["channel"],
        row["placement"],
        row["campaign"],
        row["stage"],
        row["class"],
        row["kind"],
        row["actor"],
        row["site"],
        row["page"],
        from_minor(int(row["value_minor"]), row["currency"]) if row["currency"] else "",
        row["currency"],
        row["source"],
    )
