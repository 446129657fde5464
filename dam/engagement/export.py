"""The export of single events for analysts: one Parquet file per local day, from rows and segments alike."""

import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require
from dam.core import Core
from dam.engagement.border import border_day
from dam.engagement.event import Columns, milliseconds
from dam.engagement.limits import ROLLUP_DAYS
from dam.engagement.local_days import day_start
from dam.engagement.logs.segments import read_segment_rows
from dam.engagement.parquet import HOW_TO_INSTALL, is_installed, write_parquet
from dam.engagement.rollups.record import EVENTS
from dam.errors import Invalid, Unavailable

_AT_ONCE = 2_000

Progress = Callable[[int, int], None]
Deliver = Callable[[Path, str], None]
"""Takes a finished file and its name to where it belongs."""


@dataclass(frozen=True, slots=True)
class ExportedDay:
    """One file: the local day of its events, how many they are, and its size."""

    day: date
    name: str
    events: int
    bytes: int


def export_events(
    core: Core,
    caller: Caller,
    deliver: Deliver,
    first: date | None = None,
    last: date | None = None,
    progress: Progress | None = None,
) -> list[ExportedDay]:
    """Write each local day from `first` to `last` (both included) that has single events to a file of its own.

    Without `first` from where single events begin, without `last` up to today. A day of which nothing is left or was ever
    there has no file, however far away it is. Raises `Unavailable` where the extra is missing, `Invalid` for days in the
    wrong order.
    """
    require(caller, Action.SEE_JOBS)
    if not is_installed():
        raise Unavailable(HOW_TO_INSTALL)
    oldest = datetime.fromtimestamp(border_day(core.now()) * 86_400, UTC).astimezone(core.zone).date()
    today = core.now().astimezone(core.zone).date()
    first, last = first or oldest, last or today
    if last < first:
        raise Invalid(f"The last day, {last}, is before the first, {first}.")
    first, last = max(first, today - timedelta(days=ROLLUP_DAYS)), min(last, today)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    exported = []
    with tempfile.TemporaryDirectory(prefix="vitrine-events-") as folder:
        for number, day in enumerate(days):
            found = _export_day(core, day, Path(folder), deliver)
            exported += [found] if found else []
            if progress:
                progress(number + 1, len(days))
    return exported


def into_folder(folder: Path) -> Deliver:
    """Return what puts files into a folder; each is written aside and renamed, so that nobody reads half a day."""
    folder.mkdir(parents=True, exist_ok=True)

    def deliver(path: Path, name: str) -> None:
        aside = folder / f".{name}.part"
        with path.open("rb") as source, aside.open("wb") as target:
            while block := source.read(1 << 20):
                target.write(block)
            target.flush()
            os.fsync(target.fileno())
        aside.replace(folder / name)

    return deliver


def _export_day(core: Core, day: date, folder: Path, deliver: Deliver) -> ExportedDay | None:
    start = milliseconds(day_start(day, core.zone))
    end = milliseconds(day_start(day + timedelta(days=1), core.zone))
    name = f"events-{day.isoformat()}.parquet"
    path = folder / name
    with core.db.snapshot() as session:
        events = write_parquet(path, _rows(session, start, end - 1))
    if not events:
        return None
    size = path.stat().st_size
    deliver(path, name)
    path.unlink()
    return ExportedDay(day, name, events, size)


def _rows(session: Session, first_at: int, last_at: int) -> Iterator[Columns]:
    """Yield single events in the order in which they came in: first those that stand as rows, then those in segments."""
    rows = session.execute(
        sa.select(EVENTS).where(EVENTS.c.at >= first_at, EVENTS.c.at <= last_at).order_by(EVENTS.c.seq),
        execution_options={"yield_per": _AT_ONCE},
    )
    for row in rows.mappings():
        yield dict(row)
    yield from read_segment_rows(session, first_at=first_at, last_at=last_at)
