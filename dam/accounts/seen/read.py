"""Reading who saw what, newest first, and holding it with the trail against what was sealed."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from dam.accounts.caller import Caller
from dam.accounts.models import Person, Sighting, Token
from dam.accounts.policy import Action, require
from dam.accounts.seen.sealing import fault_of_seals
from dam.accounts.trail.subjects import Subject, subjects_of
from dam.accounts.trail.verify import Verdict, verify_trail
from dam.core import Core
from dam.paging import Page, check_limit, read_cursor, write_cursor

HEADS = ("at", "asset_id", "title", "caller_kind", "caller_id", "caller_name")

AT_ONCE = 1_000
"""Lines read at a time."""


@dataclass(frozen=True, slots=True)
class SeenFilter:
    """What to list; empty means everything that is kept."""

    asset_id: str = ""
    caller_id: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class SeenLine:
    """Somebody opened an asset, on that day for the first time at `at`.

    `title` is the asset's today, "" when it is gone; `caller_name` is "" of whoever was erased.
    """

    at: datetime
    asset_id: str
    title: str
    caller_kind: str
    caller_id: str
    caller_name: str


def list_seen(
    core: Core,
    caller: Caller,
    wanted: SeenFilter | None = None,
    *,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[SeenLine]:
    """Return who saw which assets, newest first: for those who may read the trail."""
    require(caller, Action.SEE_AUDIT)
    conditions = _conditions(wanted or SeenFilter())
    start = max(0, int(read_cursor(cursor, [int])[0])) if cursor else 0
    query = _query().where(*conditions).offset(start).limit(check_limit(limit) + 1)
    with core.db.read() as session:
        rows = session.execute(query).all()
        total = session.scalar(sa.select(sa.func.count()).select_from(Sighting).where(*conditions)) or 0
        titles = subjects_of(session, {("asset", row.Sighting.asset_id) for row in rows})
    lines = tuple(_line(row, titles) for row in rows[:limit])
    return Page(lines, total, write_cursor([start + limit]) if len(rows) > limit else None)


def read_seen(core: Core, caller: Caller, wanted: SeenFilter) -> Iterator[SeenLine]:
    """Yield every line that the filter lets through, newest first."""
    require(caller, Action.SEE_AUDIT)
    with core.db.snapshot() as session:
        rows = session.execute(_query().where(*_conditions(wanted)).execution_options(yield_per=AT_ONCE))
        for some in rows.partitions():
            titles = subjects_of(session, {("asset", row.Sighting.asset_id) for row in some})
            yield from (_line(row, titles) for row in some)


def row_of(line: SeenLine) -> tuple[object, ...]:
    """Return one row under `HEADS`."""
    return (
        line.at.isoformat(),
        line.asset_id,
        line.title,
        line.caller_kind,
        line.caller_id,
        line.caller_name,
    )


def verify_all(
    core: Core,
    caller: Caller,
    heads: Mapping[int, str] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Verdict:
    """Tell whether the trail holds (`verify_trail`), and whether who saw what is still what the trail sealed."""
    verdict = verify_trail(core, caller, heads, progress)
    return verdict if verdict.fault else replace(verdict, fault=fault_of_seals(core))


def _query() -> sa.Select[Sighting, str]:
    name = sa.func.coalesce(Person.name, Token.name, "")
    return (
        sa.select(Sighting, name.label("caller_name"))
        .outerjoin(Person, Person.id == Sighting.caller_id)
        .outerjoin(Token, Token.id == Sighting.caller_id)
        .order_by(Sighting.at.desc(), Sighting.asset_id, Sighting.caller_id)
    )


def _conditions(wanted: SeenFilter) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if wanted.asset_id:
        conditions.append(Sighting.asset_id == wanted.asset_id)
    if wanted.caller_id:
        conditions.append(Sighting.caller_id == wanted.caller_id)
    if wanted.since is not None:
        conditions.append(Sighting.at >= wanted.since)
    if wanted.until is not None:
        conditions.append(Sighting.at < wanted.until)
    return conditions


def _line(row: sa.Row[Sighting, str], titles: Mapping[tuple[str, str], Subject]) -> SeenLine:
    seen = row.Sighting
    subject = titles.get(("asset", seen.asset_id))
    title = subject.title if subject else ""
    return SeenLine(seen.at, seen.asset_id, title, seen.caller_kind, seen.caller_id, row.caller_name)
