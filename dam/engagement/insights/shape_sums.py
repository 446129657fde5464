"""Sums by anything but single assets, added up from packs: of the whole period, of stretches of time, of parts of the key."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from sqlalchemy.orm import Session

from dam.engagement.insights.counted import Sums
from dam.engagement.insights.groups import time_name
from dam.engagement.insights.packed_period import Narrowed, Pack, PackedPeriod, narrowed_to
from dam.engagement.insights.query import TIMES, InsightsQuery
from dam.engagement.rollups.pack_words import Shapes
from dam.engagement.rollups.packs import Column, Numbers


@dataclass(frozen=True, slots=True)
class Cells:
    """Counts and values by the number of their shape, all asked for, of one pack."""

    hour: int
    shapes: Column
    counts: Column
    values: Column


def cells_of(session: Session, period: PackedPeriod, query: InsightsQuery) -> list[Cells]:
    """Return what a question is about of each pack, narrowed to its asset, version and brand."""
    if not query.is_of_some_assets:
        return [_all_assets(pack) for pack in period.packs]
    narrowed = narrowed_to(session, query)
    return [_some_assets(pack, narrowed) for pack in period.packs]


def shape_sums(
    shapes: Shapes, cells: list[Cells], query: InsightsQuery, group: str | None
) -> dict[str, Sums]:
    """Return the sums of each group that has any event, under "" where there is no group."""
    found: dict[str, Sums] = {}
    if group in TIMES:
        for cell in cells:
            if len(cell.shapes):
                _add(found.setdefault(time_name(group, cell.hour, query.zone), Sums()), shapes, cell)
        return found
    whole = _together(cells)
    if not len(whole.shapes):
        return found
    if group is None:
        _add(found.setdefault("", Sums()), shapes, whole)
        return found
    words = shapes.words(group)
    for code, part in _split(whole, shapes.codes(group)[whole.shapes]):
        _add(found.setdefault(words[code], Sums()), shapes, part)
    return found


def shape_sums_of_two(
    shapes: Shapes, cells: list[Cells], query: InsightsQuery, first: str, second: str
) -> dict[tuple[str, str], Sums]:
    """Return the sums of each pair of a part of the key and another group that has any event."""
    found: dict[tuple[str, str], Sums] = {}
    words = shapes.words(first)
    some = cells if second in TIMES else [_together(cells)]
    for cell in some:
        for code, part in _split(cell, shapes.codes(first)[cell.shapes]) if len(cell.shapes) else ():
            for key, sums in shape_sums(shapes, [part], query, second).items():
                found.setdefault((words[code], key), Sums()).merge(sums)
    return found


def _all_assets(pack: Pack) -> Cells:
    asked = pack.taken.astype(bool)
    sums = pack.sums
    return Cells(pack.hour, sums.shapes[asked], sums.counts[asked], sums.values[asked])


def _some_assets(pack: Pack, narrowed: Narrowed) -> Cells:
    rows = pack.rows
    places = run_places(rows.starts, rows.lengths, narrowed.runs(rows))
    places = places[pack.taken[rows.codes[places]].astype(bool)]
    values = np.zeros(len(places), dtype=np.int64)
    if len(rows.valued):
        at = np.searchsorted(rows.valued, places)
        at[at == len(rows.valued)] = 0
        has = rows.valued[at] == places
        values[has] = rows.values[at[has]]
    return Cells(pack.hour, pack.sums.shapes[rows.codes[places]], rows.counts[places], values)


def run_places(starts: Column, lengths: Column, runs: Numbers) -> Numbers:
    """Return the places of all rows of these runs, in order."""
    sizes = lengths[runs].astype(np.int64)
    total = int(sizes.sum())
    firsts = np.cumsum(sizes) - sizes
    places: Numbers = np.arange(total) + np.repeat(starts[runs] - firsts, sizes)
    return places


def _together(cells: list[Cells]) -> Cells:
    """Add all packs up, by shape."""
    if not cells:
        return Cells(0, *(np.zeros(0, dtype=np.int64) for _ in range(3)))
    shapes, places = np.unique(np.concatenate([cell.shapes for cell in cells]), return_inverse=True)
    counts, values = np.zeros(len(shapes), dtype=np.int64), np.zeros(len(shapes), dtype=np.int64)
    np.add.at(counts, places, np.concatenate([cell.counts for cell in cells]).astype(np.int64))
    np.add.at(values, places, np.concatenate([cell.values for cell in cells]).astype(np.int64))
    return Cells(cells[0].hour, shapes.astype(np.int64), counts, values)


def _split(cells: Cells, codes: Column) -> Iterator[tuple[int, Cells]]:
    order = np.argsort(codes, kind="stable")
    firsts = np.flatnonzero(np.diff(codes[order], prepend=-1))
    for some in np.split(order, firsts[1:]):
        yield (
            int(codes[some[0]]),
            Cells(cells.hour, cells.shapes[some], cells.counts[some], cells.values[some]),
        )


def _add(sums: Sums, shapes: Shapes, cells: Cells) -> None:
    """Add cells to sums, one class and currency after the other."""
    classes, currencies = shapes.words("class"), shapes.words("currency")
    keys = shapes.codes("class")[cells.shapes] * len(currencies) + shapes.codes("currency")[cells.shapes]
    for key in np.unique(keys):
        some = keys == key
        class_, currency = divmod(int(key), len(currencies))
        sums.add(
            classes[class_],
            currencies[currency],
            int(cells.counts[some].sum(dtype=np.int64)),
            int(cells.values[some].sum(dtype=np.int64)),
        )
