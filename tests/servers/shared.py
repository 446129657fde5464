"""One server of each kind per test run, shared by all its processes: the first that needs it starts it."""

import contextlib
import fcntl
import json
import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from tests.servers.postgres import Postgres, PostgresAddress
from tests.servers.s3 import S3, S3Address

FOLDER = "TEST_SERVERS_FOLDER"
OWNER = "TEST_SERVERS_OWNER"

_started_here: list[Postgres | S3] = []


def open_run() -> None:
    """Called by the process that leads the run: name the folder and the owner for all its workers."""
    os.environ[FOLDER] = tempfile.mkdtemp(prefix="vitrine-servers-")
    os.environ[OWNER] = str(os.getpid())


def close_run() -> None:
    """Called by the same process at the end: end every server and forget its data."""
    folder = Path(os.environ.pop(FOLDER))
    os.environ.pop(OWNER)
    for server in _started_here:
        server.stop()
    for note in folder.glob("*.json"):
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(json.loads(note.read_text())["guard_id"]), signal.SIGTERM)
    shutil.rmtree(folder, ignore_errors=True)


def shared_postgres() -> PostgresAddress:
    """Return the run's PostgreSQL, starting it when nobody has yet."""
    with _locked("postgres") as (note, folder):
        if not note.exists():
            _start(Postgres(folder, owner=int(os.environ[OWNER])), note)
        return PostgresAddress(**json.loads(note.read_text()))


def shared_s3() -> S3Address:
    """Return the run's S3 store, starting it when nobody has yet."""
    with _locked("s3") as (note, folder):
        if not note.exists():
            _start(S3(folder, owner=int(os.environ[OWNER])), note)
        return S3Address(**json.loads(note.read_text()))


def template(fill: Callable[[str], None]) -> str:
    """Return the name of the run's database that `fill` has filled by its URL; whoever needs it first has it filled."""
    server = shared_postgres()
    with _locked("template") as (note, _folder):
        name = note.with_suffix(".name")
        if not name.exists():
            url = server.create_database()
            fill(url)
            name.write_text(url.rpartition("/")[2])
        return name.read_text()


def _start(server: Postgres | S3, note: Path) -> None:
    server.start()
    _started_here.append(server)
    note.write_text(json.dumps(asdict(server.address)))


@contextmanager
def _locked(name: str) -> Iterator[tuple[Path, Path]]:
    run = Path(os.environ[FOLDER])
    run.chmod(0o755)
    with (run / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield run / f"{name}.json", run / name
