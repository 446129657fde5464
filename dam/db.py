"""The database: one engine, reads that see a snapshot, and short writes that never lose an update."""

import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import make_url
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Session

from dam.sqlite import open_sqlite

CONNECT_SECONDS = "5"
"""How long a server may take to answer the door; a machine that is gone would be waited for two minutes."""


class UtcDateTime(sa.TypeDecorator[datetime]):
    """An aware moment in UTC; SQLite keeps it naive, and we put the zone back."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"expected an aware datetime, got the naive {value!r}")
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        del dialect  # SQLAlchemy gives it
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The one table catalogue; constraints have predictable names, so that migrations can name them."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - read by SQLAlchemy as a class attribute
        datetime: UtcDateTime,
        dict[str, Any]: sa.JSON,
        list[str]: sa.JSON,
        list[Any]: sa.JSON,
    }


class _Shared(threading.local):
    """The session that all reads of a thread share, None where each has its own."""

    session: Session | None = None


class Database:
    """One database behind two verbs: `read()` and `write()`. What a row says never stands in the message of an error.

    `write()` is not re-entrant, and nothing inside it may wait for the network or compute for long (20 ms at the most):
    on SQLite every other writer of every process waits meanwhile.
    """

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._lock: AbstractContextManager[object] = threading.Lock() if self.is_sqlite else nullcontext()
        if self.is_sqlite:
            self._engine = open_sqlite(self.url)
        else:
            patient = self.url.update_query_dict({"connect_timeout": CONNECT_SECONDS, **self.url.query})
            self._engine = sa.create_engine(
                patient, pool_size=10, max_overflow=20, pool_pre_ping=True, hide_parameters=True
            )
        self._writer = self._engine.execution_options(write=True)
        self._shared = _Shared()

    @property
    def engine(self) -> sa.Engine:
        """The engine for readers, migrations and tools."""
        return self._engine

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a session for reading; what it changes is thrown away, what it read stays readable.

        On SQLite it sees one snapshot, on PostgreSQL each statement sees what is committed by then.
        """
        shared = self._shared.session
        if shared is None:
            with self._session() as session:
                yield session
            return
        try:
            yield shared
        except BaseException:
            self._begin_anew()
            raise

    @contextmanager
    def reading_together(self) -> Iterator[None]:
        """Let all reads of this thread share one session meanwhile, for a page that reads much.

        It is one connection, one transaction and on SQLite one snapshot instead of dozens. After a write, a `snapshot`, or a
        read that failed, the next one begins anew; what was read before stays readable.
        """
        with self._session() as session:
            session.info[FOUND] = {}
            self._shared.session = session
            try:
                yield
            finally:
                self._shared.session = None

    def _begin_anew(self) -> None:
        """Let the next of the reads that share a session see what there is by then."""
        shared = self._shared.session
        if shared is not None:
            shared.close()
            shared.info[FOUND].clear()

    def _session(self) -> Session:
        return Session(self._engine, expire_on_commit=False)

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """Open a session for reading in which every statement sees the same moment, on both databases."""
        self._begin_anew()  # nobody holds one connection while waiting for another
        with self._session() as session:
            if not self.is_sqlite:
                session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Open a short write transaction: committed at the end, rolled back on any exception."""
        self._begin_anew()  # nobody holds one connection while waiting for another
        with self._lock, Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session
            session.flush()
            for _name, last in sorted(session.info.pop(LAST_STATEMENTS, {}).items()):
                last(session)
        self._begin_anew()

    def dispose(self) -> None:
        """Close every pooled connection."""
        self._engine.dispose()


def wait_turn(session: Session, name: str) -> None:
    """Hold `name` against other transactions until this one ends; on SQLite a writer has the house to itself anyway."""
    if session.get_bind().dialect.name != "postgresql":
        return
    number = int.from_bytes(sha256(name.encode()).digest()[:8], signed=True)
    session.execute(sa.select(sa.func.pg_advisory_xact_lock(number)))


def begins_with(session: Session, column: InstrumentedAttribute[str], text: str) -> sa.ColumnElement[bool]:
    """Return the condition that a column begins with a text; on SQLite, whose LIKE knows no index, as a range."""
    if session.get_bind().dialect.name != "sqlite":
        return column.startswith(text, autoescape=True)
    return sa.and_(column >= text, column < text + "\U0010ffff")


LAST_STATEMENTS = "last_statements"
"""Key in `session.info`: callables by name that run just before COMMIT (see `dam/feed.py`), in the order of their names,
so that no two transactions ever wait for each other's locks."""


FOUND = "found"
"""Key in `session.info` of a session that reads share: what was read already, by what was asked."""

Value = TypeVar("Value")


def read_once(session: Session, asked: Hashable, read: Callable[[], Value]) -> Value:
    """Return what `read` returns; of reads that share a session, only the first that asks for this reads it."""
    found: dict[Hashable, Any] | None = session.info.get(FOUND)
    if found is None:
        return read()
    if asked not in found:
        found[asked] = read()
    value: Value = found[asked]
    return value
