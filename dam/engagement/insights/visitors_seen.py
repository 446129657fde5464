"""Distinct visitors of a period or of groups; None where they cannot be told.

Keys live one UTC day on one channel, so that visitors of two days or two channels never meet and their numbers add up. A
local day shows the visitors of the UTC day of the same date. Read from packs as far as these are up to date, and from the
sketches of the days that are not.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import timedelta

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.engagement.insights.groups import time_name
from dam.engagement.insights.query import InsightsQuery
from dam.engagement.insights.shape_sums import run_places
from dam.engagement.local_days import day_hours, day_number, number_day
from dam.engagement.models import RollupPack, UniqueSketch
from dam.engagement.rollups.pack_words import Shapes, known_numbers, shapes_of
from dam.engagement.rollups.packing import ASSETS, VISITORS, together, visitor_hours
from dam.engagement.rollups.packs import read_rows, read_sums
from dam.engagement.rollups.rolled_hours import revisions

_KEYS = ("asset", "channel", "class", "actor")
_TIMES = ("day", "week", "month")
_TELLING = ("asset", "channel", "class")
"""The filters that a sketch can follow; for the others nothing can be told."""

Found = tuple[int, str, str, str, str, int]
"""Day, asset, channel, class, actor, distinct visitors; an empty class or actor stands for all of them together."""


def can_tell(query: InsightsQuery) -> bool:
    """Tell whether visitors are measured: whole local days, and no filter finer than asset, channel and class."""
    return query.is_of_days and all(name in _TELLING for name in query.filters)


def uniques_of_period(session: Session, query: InsightsQuery) -> int | None:
    """Return the distinct visitors of the whole period."""
    if not can_tell(query):
        return None
    class_, actor = _of_question(query)
    found = _found(session, query, [query.asset or ""])
    return sum(
        count for *_, its_class, its_actor, count in found if (its_class, its_actor) == (class_, actor)
    )


def uniques_of_groups(session: Session, query: InsightsQuery, keys: Collection[str]) -> dict[str, int] | None:
    """Return the distinct visitors of each group."""
    group = query.group or ""
    if not can_tell(query) or group not in (*_KEYS, *_TIMES):
        return None
    class_, actor = _of_question(query)
    names = _names_of_days(query, group) if group in _TIMES else {}
    assets = keys if group == "asset" else [query.asset or ""]
    summed: dict[str, int] = defaultdict(int)
    for day, asset, channel, its_class, its_actor, count in _found(session, query, assets):
        key = names.get(day) or {
            "asset": asset,
            "channel": channel,
            "class": its_class,
            "actor": its_actor,
        }.get(group, "")
        wanted_class = its_class if group == "class" and its_class else class_
        wanted_actor = its_actor if group == "actor" and its_actor else actor
        if _is_asked(query, its_class, its_actor) and (its_class, its_actor) == (wanted_class, wanted_actor):
            summed[key] += count
    return {key: summed.get(key, 0) for key in keys}


def _of_question(query: InsightsQuery) -> tuple[str, str]:
    return query.class_ or "", "" if query.actor == "all" else query.actor


def _is_asked(query: InsightsQuery, class_: str, actor: str) -> bool:
    return (query.class_ is None or class_ == query.class_) and query.actor in ("all", actor)


def _names_of_days(query: InsightsQuery, group: str) -> dict[int, str]:
    first, end = _days(query)
    return {
        number: time_name(group, day_hours(number_day(number), query.zone)[0], query.zone)
        for number in range(first, end)
    }


def _days(query: InsightsQuery) -> tuple[int, int]:
    first = query.start.astimezone(query.zone).date()
    last = (query.end - timedelta(microseconds=1)).astimezone(query.zone).date()
    return day_number(first), day_number(last) + 1


def _found(session: Session, query: InsightsQuery, assets: Collection[str]) -> Iterable[Found]:
    """Return the visitors of these assets (or of all together, whose name is empty) on each day and channel."""
    first, end = _days(query)
    told = revisions(session, visitor_hours(first)[0], visitor_hours(end)[0])
    wanted = {}
    for day in range(first, end):
        low, high = visitor_hours(day)
        if revision := sum(told.get(hour, 0) for hour in range(low, high)):
            wanted[day] = revision
    is_of_all = list(assets) == [""]
    found: list[Found] = []
    packs = _packs(session, wanted, VISITORS if is_of_all else ASSETS)
    if packs:
        numbers = {} if is_of_all else known_numbers(session, assets)
        names = {number: word for word, number in numbers.items()} if not is_of_all else {0: ""}
        shapes = shapes_of(session)
        for day, sums, rows in packs:
            found += _of_pack(shapes, day, sums, rows, names)
    loose = sorted(wanted.keys() - {day for day, _, _ in packs})
    found += _of_sketches(session, loose, assets)
    if query.channel is not None:
        return [one for one in found if one[2] == query.channel]
    return found


def _packs(session: Session, wanted: dict[int, int], level: str) -> list[tuple[int, bytes, bytes]]:
    if not wanted:
        return []
    rows = sa.literal(b"") if level == VISITORS else RollupPack.rows
    found = session.execute(
        sa.select(RollupPack.start, RollupPack.revision, RollupPack.sums, rows).where(
            RollupPack.level == level, RollupPack.start >= min(wanted), RollupPack.start <= max(wanted)
        )
    )
    return [(day, sums, content) for day, told, sums, content in found if wanted.get(day) == told]


def _of_pack(
    shapes: Shapes, day: int, packed: bytes, content: bytes, names: dict[int, str]
) -> Iterable[Found]:
    """Return what a pack says of the assets named, by number; without content, of all together."""
    words = [shapes.words(part) for part in ("channel", "class", "actor")]
    codes = [shapes.codes(part) for part in ("channel", "class", "actor")]
    sums = read_sums(packed)
    if content:
        rows = read_rows(content)
        chosen = np.array(sorted(names), dtype=np.int64)
        runs = np.flatnonzero(np.isin(rows.assets, chosen))
        places = run_places(rows.starts, rows.lengths, runs)
        assets = np.repeat(rows.assets[runs], rows.lengths[runs])
        numbers, counts = sums.shapes[rows.codes[places]], rows.counts[places]
    else:
        assets, numbers, counts = np.zeros(len(sums.shapes), dtype=np.int64), sums.shapes, sums.counts
    for asset, number, count in zip(assets.tolist(), numbers.tolist(), counts.tolist(), strict=True):
        channel, class_, actor = (word[code[number]] for word, code in zip(words, codes, strict=True))
        yield day, names[asset], channel, class_, actor, count


def _of_sketches(session: Session, days: Collection[int], assets: Collection[str]) -> Iterable[Found]:
    if not days:
        return
    columns = (UniqueSketch.day, UniqueSketch.asset_id, UniqueSketch.channel)
    by_channel: dict[tuple[int, str, str], list[tuple[str, str, bytes]]] = defaultdict(list)
    statement = sa.select(*columns, UniqueSketch.class_, UniqueSketch.actor, UniqueSketch.sketch).where(
        UniqueSketch.day.in_(days), UniqueSketch.asset_id.in_(assets)
    )
    for day, asset, channel, class_, actor, sketch in session.execute(statement):
        if sketch:
            by_channel[day, asset, channel].append((class_, actor, sketch))
    for (day, asset, channel), sketches in by_channel.items():
        for (class_, actor), count in together(sketches).items():
            yield day, asset, channel, class_, actor, count
