"""A period as its packs, and the hours whose packs are missing or out of date: what the sums of a question are read from."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.engagement.insights.groups import hours_of
from dam.engagement.insights.of_brands import assets_of_brand
from dam.engagement.insights.query import InsightsQuery
from dam.engagement.local_days import day_hours, days_between
from dam.engagement.models import PackWord, RollupPack
from dam.engagement.rollups.pack_words import SHAPE, Shapes, known_numbers, shapes_of
from dam.engagement.rollups.packing import DAY, HOUR
from dam.engagement.rollups.packs import Column, Numbers, PackRows, PackSums, read_rows, read_sums
from dam.engagement.rollups.rolled_hours import revisions


@dataclass(frozen=True)
class Pack:
    """One pack of a period; `hour` is its first hour, `taken` the weight (0 or 1) of each of its shapes."""

    hour: int
    sums: PackSums
    content: bytes
    taken: Column

    @cached_property
    def rows(self) -> PackRows:
        """The rows of each asset, where they were asked for."""
        return read_rows(self.content)

    @cached_property
    def weighed(self) -> Numbers:
        """The count of each row, 0 where its shape was not asked for."""
        counts: Numbers = self.rows.counts * self.taken[self.rows.codes]
        return counts


@dataclass(frozen=True)
class PackedPeriod:
    """`packs` in order of time; `loose` are stretches of hours to be read from the roll-ups, as (first, end)."""

    shapes: Shapes
    packs: tuple[Pack, ...]
    loose: tuple[tuple[int, int], ...]


def packed_period(
    session: Session, query: InsightsQuery, *, with_rows: bool, by_hour: bool = False
) -> PackedPeriod:
    """Read the packs of a period, those of whole local days first; `with_rows` where figures of single assets are wanted."""
    first, end = hours_of(query)
    told = revisions(session, first, end)
    found: dict[int, tuple[int, PackSums, bytes]] = {}
    open_hours = set(told)
    if not by_hour:
        days = (day_hours(day, query.zone) for day in days_between(query.start, query.end, query.zone))
        wanted = {
            (span[0], span[-1] + 1): sum(told.get(hour, 0) for hour in span)
            for span in days
            if first <= span[0] and span[-1] < end
        }
        for start, its_end, revision, sums, rows in _read(session, DAY, first, end, with_rows=with_rows):
            if revision and wanted.get((start, its_end)) == revision:
                found[start] = (start, read_sums(sums), rows)
                open_hours.difference_update(range(start, its_end))
    for low, high in _stretches(open_hours):
        for start, _, revision, sums, rows in _read(session, HOUR, low, high, with_rows=with_rows):
            if start in open_hours and told[start] == revision:
                found[start] = (start, read_sums(sums), rows)
                open_hours.discard(start)
    shapes = shapes_of(session) if found else Shapes()
    taken = _taken(shapes, query) if found else np.zeros(1, dtype=np.int64)
    packs = tuple(
        Pack(start, sums, rows, taken[sums.shapes])
        for start, sums, rows in (found[key] for key in sorted(found))
    )
    return PackedPeriod(shapes, packs, tuple(_stretches(open_hours)))


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The numbers that a question is narrowed to: of an asset, of a version (-1 where packs have none of it), of a brand's assets.

    What is None does not narrow.
    """

    asset: int | None = None
    version: int | None = None
    of_brand: Numbers | None = None

    def runs(self, rows: PackRows) -> Numbers:
        """Return the runs of a pack that are asked for, in order."""
        low, high = 0, len(rows.assets)
        if self.asset is not None:
            low, high = (int(np.searchsorted(rows.assets, self.asset, side)) for side in ("left", "right"))
        asked = np.ones(high - low, dtype=bool)
        if self.version is not None:
            asked &= rows.versions[low:high] == self.version
        if self.of_brand is not None:
            asked &= np.isin(rows.assets[low:high], self.of_brand)
        found: Numbers = low + np.flatnonzero(asked)
        return found


def narrowed_to(session: Session, query: InsightsQuery) -> Narrowed:
    """Return the numbers that a question is narrowed to."""
    words = [word for word in (query.asset, query.version) if word]
    numbers = {**known_numbers(session, words), "": 0} if words or query.version == "" else {}
    return Narrowed(
        None if query.asset is None else numbers.get(query.asset, -1),
        None if query.version is None else numbers.get(query.version, -1),
        None if query.brand is None else _numbers_of_brand(session, query.brand),
    )


def _numbers_of_brand(session: Session, brand_id: str) -> Numbers:
    found = session.scalars(sa.select(PackWord.number).where(PackWord.word.in_(assets_of_brand(brand_id))))
    return np.fromiter(found, dtype=np.int64)


def _taken(shapes: Shapes, query: InsightsQuery) -> Numbers:
    """Return of every shape, by number, whether it is asked for: 1 or 0."""
    taken = np.ones(len(shapes.codes("class")), dtype=bool)
    wanted = {name: word for name, word in query.filters.items() if name in SHAPE}
    if query.actor != "all":
        wanted["actor"] = query.actor
    for part, word in wanted.items():
        taken &= shapes.codes(part) == shapes.code(part, word)
    return taken.astype(np.int64)


def _read(
    session: Session, level: str, first: int, end: int, *, with_rows: bool
) -> list[tuple[int, int, int, bytes, bytes]]:
    rows = RollupPack.rows if with_rows else sa.literal(b"")
    found = session.execute(
        sa.select(RollupPack.start, RollupPack.end, RollupPack.revision, RollupPack.sums, rows)
        .where(RollupPack.level == level, RollupPack.start >= first, RollupPack.start < end)
        .order_by(RollupPack.start)
    )
    return [(start, its_end, told, sums, content) for start, its_end, told, sums, content in found]


def _stretches(hours: set[int]) -> list[tuple[int, int]]:
    """Return hours as stretches without a gap."""
    found: list[tuple[int, int]] = []
    for hour in sorted(hours):
        if found and found[-1][1] == hour:
            found[-1] = (found[-1][0], hour + 1)
        else:
            found.append((hour, hour + 1))
    return found
