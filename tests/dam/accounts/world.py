"""A core on fresh rows, with a clock that tests turn and a memory of what was announced."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from dam.accounts.caller import Caller, Role
from dam.accounts.models import Person
from dam.accounts.sessions import caller_of_person
from dam.changes import Change
from dam.core import Core
from dam.db import Database
from dam.ids import new_id
from dam.jobs.memory import ImmediateJobs
from dam.storage.memory import MemoryStore
from tests.databases import create_tables

START = datetime(2026, 3, 21, 10, 0, tzinfo=UTC)


@dataclass
class World:
    """What a test acts on: `core`, the announced changes and the present moment."""

    core: Core
    announced: list[Change] = field(default_factory=list)
    moment: datetime = START

    def now(self) -> datetime:
        """Tell the time of this world."""
        return self.moment

    def wait(self, **duration: float) -> None:
        """Let time pass."""
        self.moment += timedelta(**duration)


def make_world(url: str) -> World:
    """Return a world on an empty database."""
    database = Database(url)
    create_tables(database)
    announced: list[Change] = []

    def announce(_session: Session, change: Change) -> None:
        announced.append(change)

    world: World

    def now() -> datetime:
        return world.moment

    core = Core(db=database, store=MemoryStore(), jobs=ImmediateJobs(), announce=announce, now=now)
    world = World(core, announced)
    return world


def make_caller(role: Role | str, name: str = "") -> Caller:
    """Return a caller of this role who has no row."""
    return Caller("token", new_id(), name or f"a {role}", Role(role))


def make_person(world: World, name: str, role: Role | str = Role.VIEWER) -> Caller:
    """Return somebody with a row and without a password: hashing one takes longer than most tests."""
    person = Person(
        id=(identity := new_id()),
        email=f"{identity}@example.org",
        name=name,
        role=str(role),
        password_hash="",
        is_active=True,
        created_at=world.now(),
        last_seen_at=None,
    )
    with world.core.db.write() as session:
        session.add(person)
    return caller_of_person(person)
