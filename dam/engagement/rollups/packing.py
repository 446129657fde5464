"""Packing: the chore that makes packs of hours that are over, of their local days, and of each day's distinct visitors.

A pack never stands for more than its revision says: it is written with the revisions read before the roll-ups, and a
reader takes it only while they are the same. So it may be late, dropped or made twice without any figure being wrong.
"""

import time
from collections import defaultdict
from collections.abc import Sequence
from itertools import islice
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from dam.core import Core
from dam.db import Database
from dam.engagement.limits import ROWS_PER_TRANSACTION
from dam.engagement.local_days import day_hours, day_of, hour_of
from dam.engagement.models import RolledHour, Rollup, RollupPack, UniqueSketch
from dam.engagement.rollups.hourly import ROLLUPS
from dam.engagement.rollups.pack_words import SHAPE, give_numbers, numbers_of, shape_of
from dam.engagement.rollups.packs import Row, pack_rows, read_rows, read_sums, unpack_rows
from dam.engagement.rollups.rolled_hours import revisions
from dam.engagement.rollups.uniques import estimate

HOUR, DAY, VISITORS, ASSETS = "hour", "day", "visitors", "assets"
PACKS: Any = RollupPack.__table__

Made = tuple[int, bytes, bytes]
"""The revision that a pack stands for, its sums and its rows."""

Keyed = tuple[str, str, str, int, int]
"""Asset, version, shape, count, value."""


def pack_rollups(core: Core, *, seconds: float = 5.0) -> int:
    """Pack what has changed since it was packed, for about so many seconds at the most; return how many packs were made.

    Hours that are not over are left to the roll-ups. Oldest last: people mostly ask for the present. For a chore that any
    number of processes may do at once.
    """
    end = time.monotonic() + seconds
    made = 0
    present = hour_of(int(core.now().timestamp() * 1_000))
    stale = _stale_hours(core.db, present)
    for hour in stale:
        if time.monotonic() > end:
            return made
        made += _keep(core.db, HOUR, hour, hour + 1, make_hour(core.db, hour))
    with core.db.read() as session:
        told = revisions(session, 0, present)
    for hours in _stale_days(core, told, present):
        if time.monotonic() > end:
            return made
        made += _keep(core.db, DAY, hours[0], hours[-1] + 1, make_day(core.db, hours))
    for day in _stale_visitors(core, told, present):
        if time.monotonic() > end:
            return made
        for level, pack in make_visitors(core.db, day):
            made += _keep(core.db, level, day, day + 1, pack)
    return made


def visitor_hours(day: int) -> tuple[int, int]:
    """Return the hours of a UTC day."""
    return day * 24, (day + 1) * 24


def _stale_hours(database: Database, present: int) -> list[int]:
    packed = sa.and_(
        RollupPack.level == HOUR,
        RollupPack.start == RolledHour.hour,
        RollupPack.revision == RolledHour.revision,
    )
    with database.read() as session:
        return list(
            session.scalars(
                sa.select(RolledHour.hour)
                .where(RolledHour.hour < present, ~sa.exists().where(packed))
                .order_by(RolledHour.hour.desc())
            )
        )


def _stale_days(core: Core, told: dict[int, int], present: int) -> list[range]:
    """Return the hours of each local day that is over, wholly packed by the hour, and not by the day."""
    heads = sa.select(RollupPack.start, RollupPack.end, RollupPack.revision)
    with core.db.read() as session:
        whole = {
            (start, end): its for start, end, its in session.execute(heads.where(RollupPack.level == DAY))
        }
        hours = {start: its for start, _, its in session.execute(heads.where(RollupPack.level == HOUR))}
    days = []
    for day in sorted({day_of(hour, core.zone) for hour in told}, reverse=True):
        span = day_hours(day, core.zone)
        wanted = {hour: told[hour] for hour in span if hour in told}
        is_packed = all(hours.get(hour) == its for hour, its in wanted.items())
        if span[-1] < present and is_packed and whole.get((span[0], span[-1] + 1)) != sum(wanted.values()):
            days.append(span)
    return days


def _stale_visitors(core: Core, told: dict[int, int], present: int) -> list[int]:
    """Return the UTC days that are over and whose visitors are not packed."""
    heads = sa.select(RollupPack.start, RollupPack.revision).where(RollupPack.level == VISITORS)
    with core.db.read() as session:
        packed = dict(session.execute(heads).all())
    stale = []
    for day in sorted({hour // 24 for hour in told}, reverse=True):
        first, end = visitor_hours(day)
        wanted = sum(told.get(hour, 0) for hour in range(first, end))
        if end <= present and packed.get(day) != wanted:
            stale.append(day)
    return stale


def make_hour(database: Database, hour: int) -> Made:
    """Make the pack of an hour from its roll-ups."""
    with database.read() as session:
        told = revisions(session, hour, hour + 1).get(hour, 0)
        columns = [ROLLUPS.c[name] for name in ("asset_id", "version_id", *SHAPE, "count", "value_minor")]
        found = session.execute(sa.select(*columns).where(Rollup.hour == hour)).all()
    keyed = [(row[0], row[1], shape_of(row[2:11]), int(row[11]), int(row[12])) for row in found]
    return told, *pack_rows(_numbered(database, keyed))


def make_day(database: Database, hours: range) -> Made | None:
    """Make the pack of a local day from those of its hours; None when one of them is out of date."""
    with database.read() as session:
        now = revisions(session, hours[0], hours[-1] + 1)
        found = session.execute(
            sa.select(RollupPack.start, RollupPack.revision, RollupPack.sums, RollupPack.rows).where(
                RollupPack.level == HOUR, RollupPack.start >= hours[0], RollupPack.start <= hours[-1]
            )
        ).all()
    if {start: told for start, told, _, _ in found if start in now} != now:
        return None
    tables = [unpack_rows(read_sums(sums), read_rows(rows)) for _, _, sums, rows in found]
    rows = np.concatenate(tables) if tables else np.zeros((0, 5), dtype=np.int64)
    return sum(now.values()), *pack_rows(rows)


def make_visitors(database: Database, day: int) -> list[tuple[str, Made]]:
    """Make the packs of a UTC day's distinct visitors on each channel, by class and actor and by all of them together."""
    first, end = visitor_hours(day)
    by_channel: dict[tuple[str, str], list[tuple[str, str, bytes]]] = defaultdict(list)
    with database.read() as session:
        told = sum(revisions(session, first, end).values())
        columns = (UniqueSketch.asset_id, UniqueSketch.channel, UniqueSketch.class_, UniqueSketch.actor)
        for asset, channel, class_, actor, sketch in session.execute(
            sa.select(*columns, UniqueSketch.sketch).where(UniqueSketch.day == day)
        ):
            if sketch:
                by_channel[asset, channel].append((class_, actor, sketch))
    keyed: list[Keyed] = []
    for (asset, channel), sketches in by_channel.items():
        keyed += [
            (asset, "", shape_of((channel, "", "", "", class_, "", actor, "", "")), count, 0)
            for (class_, actor), count in together(sketches).items()
        ]
    return [
        (ASSETS, (told, *pack_rows(_numbered(database, [row for row in keyed if row[0]])))),
        (VISITORS, (told, *pack_rows(_numbered(database, [row for row in keyed if not row[0]])))),
    ]


def together(sketches: Sequence[tuple[str, str, bytes]]) -> dict[tuple[str, str], int]:
    """Return the distinct visitors by class and actor of one day and channel; empty stands for all of them together."""
    united: dict[tuple[str, str], list[bytes]] = defaultdict(list)
    for class_, actor, sketch in sketches:
        for key in ((class_, actor), (class_, ""), ("", actor), ("", "")):
            united[key].append(sketch)
    known: dict[tuple[bytes, ...], int] = {}
    for some in map(tuple, united.values()):
        if some not in known:
            known[some] = estimate(some)
    return {key: known[tuple(some)] for key, some in united.items()}


def _numbered(database: Database, keyed: Sequence[Keyed]) -> list[Row]:
    """Put numbers in the place of words; the empty word is 0."""
    words = {word for row in keyed for word in row[:2] if word}
    shapes = {row[2] for row in keyed}
    with database.read() as session:
        by_word, by_shape = numbers_of(session, words, shapes)
    new_words, new_shapes = sorted(words - by_word.keys()), sorted(shapes - by_shape.keys())
    if new_words or new_shapes:
        for some in _batches(new_words):
            with database.write() as session:
                give_numbers(session, some, ())
        for some in _batches(new_shapes):
            with database.write() as session:
                give_numbers(session, (), some)
        with database.read() as session:
            by_word, by_shape = numbers_of(session, words, shapes)
    by_word = {**by_word, "": 0}
    return [
        (by_word[asset], by_word[version], by_shape[shape], count, value)
        for asset, version, shape, count, value in keyed
    ]


def _batches(words: list[str]) -> list[list[str]]:
    walk = iter(words)
    return list(iter(lambda: list(islice(walk, ROWS_PER_TRANSACTION)), []))


def _keep(database: Database, level: str, start: int, end: int, made: Made | None) -> int:
    """Write a pack and return how many there were."""
    if made is None:
        return 0
    told, sums, rows = made
    row = {"level": level, "start": start, "end": end, "revision": told, "sums": sums, "rows": rows}
    with database.write() as session:
        put_pack(session, row)
    return 1


def put_pack(session: Session, row: dict[str, Any]) -> None:
    """Write a pack; one that was made from a later revision stays."""
    insert: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = insert.insert(PACKS).values(row)
    new = {name: statement.excluded[name] for name in ("end", "revision", "sums", "rows")}
    session.execute(
        statement.on_conflict_do_update(
            index_elements=list(PACKS.primary_key),
            set_=new,
            where=sa.or_(
                PACKS.c.end != statement.excluded.end, PACKS.c.revision <= statement.excluded.revision
            ),
        )
    )
