"""Millions of events drawn for a benchmark and written straight into the roll-ups, with a long tail over assets."""

from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from dam.assets.models import Asset
from dam.db import Database
from dam.engagement.rollups.uniques import sketch_of, write_sketches

DAYS = 90
SHAPES = 3_000
SHAPES_OF_ASSET = 20
"""An asset stands on a few channels, in a few places."""

SKETCHED = 500
"""The assets whose visitors are sketched, the most used first; those of all others would be as many rows again."""

CHANNELS = ("web", "app", "email", "social", "instore", "print", "sms", "partner")
CAMPAIGNS = ("", "spring", "summer", "autumn", "winter", "sale", "new-year", "birthday", "club", "outlet")
PLACEMENTS = ("", *(f"place-{number:03}" for number in range(120)))
SITES = ("", *(f"shop{number}.example" for number in range(25)))
CLASSES = (
    ("fetched", "hero"),
    ("rendered", ""),
    ("seen", "impression"),
    ("acted", "click"),
    ("sold", "order"),
    ("said", "rating"),
)
CLASS_SHARES = (0.5, 0.1, 0.3, 0.08, 0.015, 0.005)
ACTORS = ("human", "bot", "proxy", "prefetch", "staff", "check")
ACTOR_SHARES = (0.7, 0.17, 0.06, 0.04, 0.02, 0.01)
STAGES = ("discovery", "research", "purchase", "tracking", "aftersales", "retention")

_AT_ONCE = 200_000

Numbers = npt.NDArray[np.int64]


class Crowd(NamedTuple):
    """How many events on how many assets."""

    events: int
    assets: int


def asset_id(number: int) -> str:
    """Return the id of the asset with this rank; the most used is 0."""
    return f"{number * 2_654_435_761 % 2**32:08x}{number:08x}"


def fill(database: Database, crowd: Crowd, now: datetime) -> int:
    """Write assets, roll-ups and sketches of the last 90 days; return how many roll-ups there are."""
    random = np.random.default_rng(2026)
    rows = _draw(random, crowd, int(now.timestamp()) // 3_600)
    _write_assets(database, crowd.assets, now)
    _write_rollups(database, rows, _shapes(random), crowd.assets)
    _write_sketches(database, rows, int(now.timestamp()) // 86_400)
    return len(rows)


def _draw(random: np.random.Generator, crowd: Crowd, last_hour: int) -> Numbers:
    """Return hour, asset, shape, count and value, one row a roll-up, in the order of the key."""
    shares = 1 / (np.arange(crowd.assets * 0.9) + 30)
    assets = np.searchsorted(np.cumsum(shares / shares.sum()), random.random(crowd.events))
    hours = last_hour - random.integers(0, DAYS * 24, crowd.events)
    assets = np.minimum(assets, crowd.assets - 1)
    places = 1 / (np.arange(SHAPES_OF_ASSET) + 1)
    chosen = np.searchsorted(np.cumsum(places / places.sum()), random.random(crowd.events))
    shapes = (assets * 7 + np.minimum(chosen, SHAPES_OF_ASSET - 1) * 131) % SHAPES
    keys = (hours * crowd.assets + assets) * SHAPES + shapes
    found, counts = np.unique(keys, return_counts=True)
    rest, shape = np.divmod(found, SHAPES)
    hour, asset = np.divmod(rest, crowd.assets)
    return np.stack([hour, asset, shape, counts, counts * 1_990], axis=1)


def _shapes(random: np.random.Generator) -> list[dict[str, Any]]:
    shapes = []
    for number in range(SHAPES):
        class_, kind = CLASSES[random.choice(len(CLASSES), p=CLASS_SHARES)]
        channel = CHANNELS[random.integers(len(CHANNELS))]
        shapes.append(
            {
                "number": number,
                "channel": channel,
                "placement": PLACEMENTS[random.integers(len(PLACEMENTS))],
                "campaign": CAMPAIGNS[random.integers(len(CAMPAIGNS))],
                "stage": STAGES[random.integers(len(STAGES))],
                "class": class_,
                "kind": kind,
                "actor": ACTORS[random.choice(len(ACTORS), p=ACTOR_SHARES)],
                "site": SITES[random.integers(len(SITES))],
                "currency": "EUR" if class_ == "sold" else "",
            }
        )
    return shapes


def _write_assets(database: Database, count: int, now: datetime) -> None:
    usual = {
        "kind": "image",
        "status": "approved",
        "filename": "coat.jpg",
        "owner_id": "somebody",
        "created_at": now,
        "updated_at": now,
        "approved_at": now,
    }
    ready = [list(CHANNELS[: 1 + number]) for number in range(len(CHANNELS))]
    with database.write() as session:
        session.execute(
            sa.insert(Asset),
            [
                {
                    **usual,
                    "id": asset_id(number),
                    "title": f"Asset {number}",
                    "ready_channels": ready[number % 8],
                }
                for number in range(count)
            ],
        )


def _write_rollups(database: Database, rows: Numbers, shapes: list[dict[str, Any]], assets: int) -> None:
    """Write the numbers into a table of their own and let the database put words in their place."""
    names = ", ".join(f'"{name}"' for name in shapes[0] if name != "number")
    with database.write() as session:
        run = session.connection().exec_driver_sql
        run("DROP INDEX ix_rollups_asset_id_hour")
        run("CREATE TABLE drawn (hour INTEGER, asset INTEGER, shape INTEGER, count BIGINT, value BIGINT)")
        columns = ", ".join(f'"{name}" VARCHAR(200)' for name in shapes[0] if name != "number")
        run(f"CREATE TABLE drawn_shapes (number INTEGER PRIMARY KEY, {columns})")
        run("CREATE TABLE drawn_assets (number INTEGER PRIMARY KEY, id VARCHAR(32))")
        metadata = sa.MetaData()
        metadata.reflect(session.connection(), only=["drawn_shapes", "drawn_assets"])
        session.execute(sa.insert(metadata.tables["drawn_shapes"]), shapes)
        ids = [{"number": number, "id": asset_id(number)} for number in range(assets)]
        session.execute(sa.insert(metadata.tables["drawn_assets"]), ids)
        raw: Any = session.connection().connection.dbapi_connection
        for some in _pieces(rows):
            _load(raw, database.is_sqlite, some)
        run(
            f'INSERT INTO rollups (hour, asset_id, version_id, {names}, "count", value_minor) '
            f"SELECT hour, id, id, {names}, count, CASE WHEN currency = '' THEN 0 ELSE value END "
            "FROM drawn JOIN drawn_assets a ON a.number = asset JOIN drawn_shapes s ON s.number = shape "
            "ORDER BY hour, id"
        )
        run("CREATE INDEX ix_rollups_asset_id_hour ON rollups (asset_id, hour)")
        run("INSERT INTO rolled_hours (hour, revision) SELECT DISTINCT hour, 1 FROM drawn")
        for table in ("drawn", "drawn_shapes", "drawn_assets"):
            run(f"DROP TABLE {table}")
    with database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.exec_driver_sql("ANALYZE")


def _pieces(rows: Numbers) -> Iterator[list[tuple[int, ...]]]:
    for start in range(0, len(rows), _AT_ONCE):
        yield list(map(tuple, rows[start : start + _AT_ONCE].tolist()))


def _load(raw: Any, is_sqlite: bool, rows: list[tuple[int, ...]]) -> None:
    if is_sqlite:
        raw.executemany("INSERT INTO drawn VALUES (?, ?, ?, ?, ?)", rows)
        return
    text = StringIO()
    text.writelines("\t".join(map(str, row)) + "\n" for row in rows)
    with raw.cursor() as cursor, cursor.copy("COPY drawn FROM STDIN") as copy:
        copy.write(text.getvalue())


def _write_sketches(database: Database, rows: Numbers, last_day: int) -> None:
    """Write the visitors of all assets together and of the most used; their numbers follow the day's events."""
    random = np.random.default_rng(90)
    by_day = np.bincount(rows[:, 0] // 24 - (last_day - DAYS), weights=rows[:, 3], minlength=DAYS + 1)
    written = []
    for day, events in enumerate(by_day.tolist()):
        for channel in CHANNELS:
            for class_ in ("fetched", "seen", "acted"):
                for actor in ("human", "bot"):
                    key = {"day": last_day - DAYS + day, "channel": channel, "class": class_, "actor": actor}
                    visitors = [f"{number:x}" for number in range(int(events) // 100)]
                    written.append({**key, "asset_id": "", "sketch": sketch_of(visitors)})
        for number in range(SKETCHED):
            key = {"day": last_day - DAYS + day, "class": "seen", "actor": "human"}
            some = sketch_of([f"{visitor:x}" for visitor in range(int(random.integers(1, 20)))])
            channel = CHANNELS[number % len(CHANNELS)]
            written.append({**key, "asset_id": asset_id(number), "channel": channel, "sketch": some})
    walk = iter(sorted(written, key=lambda row: (row["day"], row["asset_id"])))
    while some_rows := list(islice(walk, 5_000)):
        with database.write() as session:
            write_sketches(session, some_rows)
