"""Distinct visitors by mergeable sketch: exact while few, within 2 % at a million (HyperLogLog, k = 2^14).

Keys differ per channel and per day by construction, so sketches of two days or two channels never share a visitor, and
their union is their sum.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import Any, NamedTuple

import sqlalchemy as sa
from datasketches import hll_sketch, hll_union, tgt_hll_type
from sqlalchemy.orm import Session

from dam.engagement.event import Columns
from dam.engagement.models import UniqueSketch
from dam.engagement.rollups.hourly import DAY
from dam.engagement.rollups.recent_visitors import Visit, recent_visitors_of
from dam.engagement.upserts import insert_rows, put_rows

_LOG_K = 14
_AT_ONCE = 200

SKETCHES: Any = UniqueSketch.__table__
_KEY = (
    UniqueSketch.day,
    UniqueSketch.asset_id,
    UniqueSketch.channel,
    UniqueSketch.class_,
    UniqueSketch.actor,
)


_NAMES = tuple(column.name for column in SKETCHES.columns)

_parts = itemgetter("asset_id", "channel", "class", "actor", "visitor")


class SketchKey(NamedTuple):
    """What a sketch is kept per; `asset_id` is empty for all assets together."""

    day: int
    asset_id: str
    channel: str
    class_: str
    actor: str


def _visits(events: Iterable[Columns]) -> set[Visit]:
    return {(event["at"] // DAY, *_parts(event)) for event in events if event["visitor"]}


def _by_key(visits: Iterable[Visit]) -> dict[SketchKey, set[str]]:
    found: dict[SketchKey, set[str]] = defaultdict(set)
    for day, asset_id, channel, class_, actor, visitor in visits:
        found[SketchKey(day, asset_id, channel, class_, actor)].add(visitor)
        found[SketchKey(day, "", channel, class_, actor)].add(visitor)
    return found


def add_to_sketches(session: Session, events: Iterable[Columns]) -> None:
    """Add the visitors of the events to their sketches; those that this process added before are there."""
    recent = recent_visitors_of(session)
    fresh = {part for part in _visits(events) if part not in recent.known}
    if fresh:
        _add_visitors(session, _by_key(fresh))
        recent.add_after_commit(session, fresh)


def _add_visitors(session: Session, visitors: Mapping[SketchKey, set[str]]) -> None:
    """Add some visitors to what stands: a large sketch that is grown by them costs a tenth of one that is united."""
    keys = sorted(visitors)
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        before = _locked(session, some)
        rows = [
            {**_columns(key), "sketch": sketch}
            for key in some
            if (sketch := grown(before.get(key, b""), visitors[key])) != before.get(key)
        ]
        write_sketches(session, rows)


def merge_sketches(session: Session, fresh: Mapping[SketchKey, bytes]) -> None:
    """Add sketches to those that stand; the union of both is written only where it says something new."""
    keys = sorted(fresh)
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        before = _locked(session, some)
        rows = []
        for key in some:
            sketch = united(before[key], fresh[key]) if before.get(key) else fresh[key]
            if sketch != before.get(key):
                rows.append({**_columns(key), "sketch": sketch})
        if rows:
            write_sketches(session, rows)


def write_sketches(session: Session, rows: list[dict[str, Any]]) -> None:
    """Write sketches in place of what stood there."""
    put_rows(session, SKETCHES, rows, ("sketch",))


def sketch_of(visitors: Iterable[str]) -> bytes:
    """Return the sketch of these visitors."""
    fresh = hll_sketch(_LOG_K, tgt_hll_type.HLL_4)
    for visitor in visitors:
        fresh.update(visitor)
    return united(bytes(fresh.serialize_compact()), b"")


def grown(sketch: bytes, visitors: Iterable[str]) -> bytes:
    """Return a sketch with further visitors in it; an empty one holds nobody."""
    found = hll_sketch.deserialize(sketch) if sketch else hll_sketch(_LOG_K, tgt_hll_type.HLL_4)
    for visitor in visitors:
        found.update(visitor)
    return bytes(found.serialize_compact())


def united(*sketches: bytes) -> bytes:
    """Return one sketch of the visitors of all of these; an empty one holds nobody."""
    union = hll_union(_LOG_K)
    for sketch in sketches:
        if sketch:
            union.update(hll_sketch.deserialize(sketch))
    return bytes(union.get_result(tgt_hll_type.HLL_4).serialize_compact())


def estimate(sketches: Iterable[bytes]) -> int:
    """Return how many distinct visitors the sketches hold together.

    Always over a union, whose estimate depends on what was added and never on the order in which it was.
    """
    union = hll_union(_LOG_K)
    for sketch in sketches:
        union.update(hll_sketch.deserialize(sketch))
    estimated: float = union.get_estimate()
    return round(estimated)


def _columns(key: SketchKey) -> dict[str, Any]:
    return {
        "day": key.day,
        "asset_id": key.asset_id,
        "channel": key.channel,
        "class": key.class_,
        "actor": key.actor,
    }


def _locked(session: Session, keys: list[SketchKey]) -> dict[SketchKey, bytes]:
    """Return the sketches that stand already, held against other writers until this transaction ends.

    The number of keys asked for is a power of two (the last one again and again), so that there are few statements.
    """
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        insert_rows(session, SKETCHES, _NAMES, [(*key, b"") for key in keys], " ON CONFLICT DO NOTHING")
    size = 1 << (len(keys) - 1).bit_length()
    asked = chain.from_iterable((*keys, *[keys[-1]] * (size - len(keys))))
    found = connection.exec_driver_sql(_standing(connection.dialect, size), tuple(asked))
    return {SketchKey(*row[:5]): bytes(row[5]) for row in found}


@lru_cache(maxsize=32)
def _standing(dialect: sa.Dialect, size: int) -> str:
    mark = "?" if dialect.paramstyle == "qmark" else "%s"
    one = " AND ".join(f'"{column.name}" = {mark}' for column in SKETCHES.primary_key)
    names = ", ".join(f'"{column.name}"' for column in SKETCHES.primary_key)
    some = " OR ".join([f"({one})"] * size)
    lock = ""
    if (
        dialect.name == "postgresql"
    ):  # in the order in which we sort: two in another alphabet could wait for each other
        texts = ", ".join(f'"{column.name}" COLLATE "C"' for column in list(SKETCHES.primary_key)[1:])
        lock = f' ORDER BY "day", {texts} FOR UPDATE'
    return f"SELECT {names}, sketch FROM unique_sketches WHERE {some}{lock}"  # noqa: S608 - names
