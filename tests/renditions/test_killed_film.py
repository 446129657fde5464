"""A worker that is killed in the midst of a film leaves no half file, no encoder and no row that waits for ever."""

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dam.core import Core
from dam.db import Database
from dam.storage.local import LocalStore
from renditions.catalogue.ledger import renditions_of
from renditions.catalogue.models import Rendition
from renditions.make import make_renditions
from tests.cores import MakeCore
from tests.films import make_film
from tests.renditions.interrupting import encoders_in, left_in, settings, wait_until, want_one_slow_film
from tests.renditions.originals import place

_WORKER = """
import sys
from pathlib import Path
from dam.core import Core
from dam.db import Database
from dam.jobs.memory import ImmediateJobs
from dam.storage.local import LocalStore
from renditions.make import make_renditions
from tests.renditions.interrupting import settings
core = Core(Database(sys.argv[1]), LocalStore(Path(sys.argv[2])), ImmediateJobs(), lambda session, change: None)
make_renditions(core, sys.argv[3], settings=settings(Path(sys.argv[4]), is_slow=True))
"""


def _rows(core: Core, asset_id: str) -> dict[str, Rendition]:
    with core.db.read() as session:
        return {row.format: row for row in renditions_of(session, asset_id) if row.channel == "sms"}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ties a child's life to its parent's")
def test_killed_in_mid_film_the_next_run_finishes(
    tmp_path: Path, sqlite_url: str, open_database: Callable[[str], Database], make_core: MakeCore
) -> None:
    core = make_core(open_database(sqlite_url), store=LocalStore(tmp_path / "blobs"))
    want_one_slow_film(core)
    placed = place(core, make_film(tmp_path / "o.mp4", seconds=2.5), duration=2.5)
    folder = tmp_path / "work"
    folder.mkdir()
    command = [
        sys.executable,
        "-c",
        _WORKER,
        sqlite_url,
        str(tmp_path / "blobs"),
        placed.version_id,
        str(folder),
    ]
    worker = subprocess.Popen(command, cwd=Path(__file__).parents[2])
    wait_until(lambda: any(path.suffix == ".mp4" for path in left_in(folder)))
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    wait_until(lambda: not encoders_in(folder), seconds=5)
    rows = _rows(core, placed.asset_id)
    assert (rows["jpeg"].state, rows["mp4"].state, rows["mp4"].sha256) == ("ready", "pending", None)
    blobs = {blob.digest for blob in core.store.list()}
    make_renditions(core, placed.version_id, settings=settings(folder, is_slow=False))
    rows = _rows(core, placed.asset_id)
    assert rows["mp4"].state == "ready"
    assert {blob.digest for blob in core.store.list()} - blobs == {rows["mp4"].sha256}, (
        "no half file was stored"
    )
    assert left_in(folder) == []
