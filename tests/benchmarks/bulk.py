"""A bulk edit of many assets: processor time of each, and how long the house is held while it is written.

`python -m tests.benchmarks.bulk [ASSETS]` on an SQLite file, with the real engine of jobs and the real index; nothing is asserted.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy.orm import Session

from dam.accounts.caller import HOUSE
from dam.assets.bulk.asking import make_bulk_edit, plan_bulk_edit, undo_bulk_edit
from dam.assets.bulk.read import get_bulk_edit
from dam.assets.bulk.steps import run_bulk_edit
from dam.core import Core
from dam.db import Database
from dam.jobs.dbos_engine import DbosJobs, prepare_engine
from dam.metadata.fields import save_field
from dam.search.open import open_index
from dam.search.upkeep.changes import index_waiting
from dam.storage.local import LocalStore
from infra.reactions import announcer
from infra.tables import create_all
from tests.dam.assets.factory import fill_library

ASSETS = 10_000

CHANGES: dict[str, dict[str, Any]] = {
    "tags": {"tags": {"add": ["été"], "remove": ["mer"]}},
    "words": {"title": "{title} – {n}", "tags": {"add": ["noël"]}, "alt": {"fr": "Une vague"}, "fields": {"season": "Hiver"}},
    "rights": {"rights": {"licence": "CC BY", "expires_at": "2036-01-01T00:00:00Z"}},
    "status": {"status": "approved"},
}  # fmt: skip


class TimedDatabase(Database):
    """A database that remembers how long each write held it."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.held: list[tuple[float, float]] = []

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Write, and note seconds by the clock and of the processor from the turn to the end of the commit."""
        began: tuple[float, float] | None = None
        try:
            with super().write() as session:
                began = time.perf_counter(), time.thread_time()
                yield session
        finally:
            if began:
                self.held.append((time.perf_counter() - began[0], time.thread_time() - began[1]))


@dataclass
class Taken:
    """What one piece of work took: seconds by the clock and of the processor, and each write of the database."""

    wall: float = 0.0
    cpu: float = 0.0
    held: list[tuple[float, float]] = field(default_factory=list)

    def told(self, assets: int) -> str:
        """Say it in a line."""
        clock, processor = (sorted(held[place] for held in self.held) or [0.0] for place in (0, 1))
        return (
            f"{self.wall:7.1f} s, {1000 * self.cpu / assets:6.2f} ms of processor an asset, {len(self.held)} writes: "
            f"p50 {1000 * clock[len(clock) // 2]:.1f}, p99 {1000 * clock[len(clock) * 99 // 100]:.1f}, "
            f"longest {1000 * clock[-1]:.1f} ms by the clock, {1000 * processor[-1]:.1f} of the processor"
        )


def timed(database: TimedDatabase, work: Callable[[], object]) -> Taken:
    """Do the work and tell what it took."""
    database.held.clear()
    began = time.perf_counter(), time.process_time()
    work()
    return Taken(time.perf_counter() - began[0], time.process_time() - began[1], list(database.held))


def measure(folder: Path, assets: int, names: list[str]) -> None:
    """Plan, make, index and undo each of the changes over a whole library, and print what it took."""
    url = f"sqlite:///{folder / 'rows.sqlite'}"
    prepare_engine(url)
    database = TimedDatabase(url)
    create_all(database)
    jobs = DbosJobs(url)
    core = Core(db=database, store=LocalStore(folder / "blobs"), jobs=jobs, announce=announcer(jobs))
    index = open_index(f"whoosh://{folder / 'search'}", database)
    save_field(core, HOUSE, "season", kind="text", label={"fr": "Saison"})
    ids = fill_library(core, assets, tags=("mer", "plage"))
    for name in names:
        edit_id = plan_bulk_edit(core, HOUSE, CHANGES[name], ids).id

        def show(edit_id: str, words: str, work: Callable[[str], None], name: str = name) -> None:
            print(
                f"BULK {name:7} {words:12}", timed(database, partial(work, edit_id)).told(assets), flush=True
            )

        def make(edit_id: str) -> None:
            make_bulk_edit(core, HOUSE, edit_id)
            run_bulk_edit(core, edit_id)

        def undo(edit_id: str) -> None:
            undo_bulk_edit(core, HOUSE, edit_id)
            run_bulk_edit(core, edit_id)

        show(edit_id, "shown first", partial(run_bulk_edit, core))
        show(edit_id, "made", make)
        show(edit_id, "indexed", lambda _edit_id: index_waiting(core, index))
        show(edit_id, "undone", undo)
        print("    ", dict(get_bulk_edit(core, HOUSE, edit_id).counts), flush=True)
    jobs.close()
    database.dispose()


if __name__ == "__main__":
    with TemporaryDirectory() as made:
        count = int(sys.argv[1]) if len(sys.argv) > 1 else ASSETS
        measure(Path(made), count, sys.argv[2:] or list(CHANGES))
