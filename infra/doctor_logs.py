"""Whether the logs of other servers are found and read, and whether anything would be counted twice or not at all."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice

import sqlalchemy as sa

from dam.db import Database
from dam.engagement.foreign.models import LogImport
from dam.errors import Unavailable
from infra.backup_rows import is_empty
from infra.doctor_sayings import Saying
from infra.log_places import BY_HAND, PlaceName, read_places
from infra.log_sources import open_log_place
from infra.settings import Settings
from infra.watched_logs import read_before

MOST_LOOKED_AT = 2_000
"""Logs of one place that are held against the rows: a bucket may keep years of them."""

_SETTLED = timedelta(minutes=2)
"""What has just been written may not be read yet."""


def check_logs(settings: Settings) -> Iterator[Saying]:
    """One line for each place: how many logs it holds, and how many of them wait."""
    if not settings.log_places:
        yield "ok", "No logs of edges are read: every fetch that reaches this house is counted by it."
        return
    if BY_HAND in settings.log_places.split():
        yield (
            "ok",
            "Logs of edges are imported by hand: what bears VITRINE_EDGE_SECRET is counted from them alone.",
        )
    if is_empty(settings.database_url):
        return
    database = Database(settings.database_url)
    try:
        if sa.inspect(database.engine).has_table(LogImport.__tablename__):
            for place in read_places(settings.log_places):
                yield _told(database, settings, place)
    finally:
        database.dispose()


def _told(database: Database, settings: Settings, name: PlaceName) -> Saying:
    now = datetime.now(UTC)
    try:
        there = islice(open_log_place(name, settings.spool, lambda: now).look(), MOST_LOOKED_AT)
        files = [file for file in there if file.size]
    except (Unavailable, OSError) as error:
        return "warn", f"{name}: {error}"
    if not files:
        return "warn", f"{name}: there are no logs; what its edge serves is not counted."
    waiting = [file.name for file in files if read_before(database, file.name) != file.stored]
    with database.read() as session:
        last = session.scalar(
            sa.select(sa.func.max(LogImport.imported_at)).where(LogImport.edge == str(name)[:100])
        )
    count = f"{len(files)}{' or more' if len(files) == MOST_LOOKED_AT else ''}"
    told = f"{name}: {count} logs, {len(waiting)} with something new"
    if last is not None:
        told += f"; last read {last:%Y-%m-%d %H:%M} UTC"
    if waiting and (last is None or now - last > _SETTLED):
        return "warn", f"{told}. Waiting: {waiting[0]}; the worker's log says why."
    return "ok", f"{told}."
