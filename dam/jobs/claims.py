"""Claims: pieces of work that one process has begun, so that no other begins them too; whoever dies has let go at once.

On PostgreSQL a claim is an advisory lock of a connection, on SQLite (whose processes share one machine) a locked byte of a
file beside the database: either way the kernel or the server takes it back when its holder is killed.
"""

import fcntl
import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

import sqlalchemy as sa

from dam.db import Database


class Claims:
    """What one piece of work has claimed; names are held until its block ends."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._names: set[str] = set()
        self._connection: sa.Connection | None = None

    def take(self, names: Iterable[str]) -> set[str]:
        """Claim each name that nobody else has; return those that are ours now, the ones we had before among them."""
        wanted = set(names)
        new = sorted(wanted - self._names)
        self._names.update(self._locked_bytes(new) if self._database.is_sqlite else self._advisory(new))
        return wanted & self._names

    def close(self) -> None:
        """Let go of all of them."""
        if self._database.is_sqlite:
            for name in self._names:
                _bytes_of(self._database).unlock(_number(name))
        elif self._connection is not None:
            with suppress(sa.exc.SQLAlchemyError), self._connection as connection:
                connection.execute(sa.text("select pg_advisory_unlock_all()"))
        self._names.clear()

    def _locked_bytes(self, names: list[str]) -> list[str]:
        return [name for name in names if _bytes_of(self._database).lock(_number(name))]

    def _advisory(self, names: list[str]) -> list[str]:
        if self._connection is None and names:
            self._connection = self._database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        by_number = {_number(name): name for name in names}
        if self._connection is None or not by_number:
            return []
        rows = self._connection.execute(_TAKE_ALL, {"numbers": list(by_number)})
        return [by_number[number] for (number,) in rows]


_TAKE_ALL = sa.text(
    "select number from unnest(cast(:numbers as bigint[])) as number where pg_try_advisory_lock(number)"
)


@contextmanager
def claiming(database: Database) -> Iterator[Claims]:
    """Let the work inside claim what it begins."""
    claims = Claims(database)
    try:
        yield claims
    finally:
        claims.close()


class _Bytes:
    """One byte of a file for each claim; the file stays empty. POSIX keeps no order among threads, so that we do."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._held: set[int] = set()
        self._lock = threading.Lock()

    def lock(self, number: int) -> bool:
        """Lock a byte, unless this process or another one has it."""
        with self._lock:
            if number in self._held:
                return False
            try:
                fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, number)
            except OSError:
                return False
            self._held.add(number)
            return True

    def unlock(self, number: int) -> None:
        """Give a byte back."""
        with self._lock:
            self._held.discard(number)
            fcntl.lockf(self._file, fcntl.LOCK_UN, 1, number)


_files: dict[str, _Bytes] = {}
"""By path of the database: a process that closed the file once would lose every lock on it, so that it never does."""

_files_lock = threading.Lock()


def _bytes_of(database: Database) -> _Bytes:
    path = str(Path(database.url.database or "").resolve())
    with _files_lock:
        if path not in _files:
            _files[path] = _Bytes(Path(f"{path}-claims"))
        return _files[path]


def _number(name: str) -> int:
    """62 bits of a name: positions in a file are positive."""
    return int.from_bytes(sha256(name.encode()).digest()[:8]) >> 2
