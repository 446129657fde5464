"""The trail as a chain: it holds over concurrent writers, and every change of it is found."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from dam.accounts.audit import note
from dam.accounts.caller import HOUSE, Role
from dam.accounts.models import AuditEntry
from dam.accounts.trail.verify import read_head, verify_trail
from dam.errors import Forbidden
from tests.dam.accounts.world import World, make_caller, make_world


@pytest.fixture
def shared(database_url: str) -> Iterator[World]:
    """Give a world on SQLite and on PostgreSQL."""
    made = make_world(database_url)
    yield made
    made.core.db.dispose()


def write(world: World, number: int, name: str = "Été") -> None:
    for each in range(number):
        with world.core.db.write() as session:
            note(
                session, HOUSE, "thing.made", "thing", f"t{each}", {"name": name, "share": 0.1, "at": (1, 2)}
            )


def change(world: World, line_id: int, **values: Any) -> None:
    with world.core.db.write() as session:
        session.execute(sa.update(AuditEntry).where(AuditEntry.id == line_id).values(**values))


def fault(world: World, heads: dict[int, str] | None = None) -> str:
    return verify_trail(world.core, HOUSE, heads).fault


def test_an_empty_and_a_written_trail_hold(shared: World) -> None:
    assert verify_trail(shared.core, HOUSE).lines == 0
    write(shared, 5)
    verdict = verify_trail(shared.core, HOUSE)
    assert (verdict.lines, verdict.fault) == (5, "")
    with shared.core.db.read() as session:
        assert read_head(session) == (verdict.head_id, verdict.head)


def test_it_holds_when_many_write_at_once(shared: World) -> None:
    threads = [threading.Thread(target=write, args=(shared, 8, f"n{each}")) for each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    verdict = verify_trail(shared.core, HOUSE)
    assert (verdict.lines, verdict.fault) == (32, "")


@pytest.mark.parametrize(
    "values",
    [
        {"details": {}},
        {"caller_name": "Somebody else"},
        {"action": "thing.seen"},
        {"subject_id": "t9"},
        {"caller_id": "x"},
        {"salt": "0" * 32},
        {"hash": "0" * 64},
        {"words_digest": "0" * 64},
    ],
    ids=lambda values: next(iter(values)),
)
def test_a_changed_line_is_found(world: World, values: dict[str, Any]) -> None:
    write(world, 4)
    change(world, 2, **values)
    assert "line 2" in fault(world) or "Line 2" in fault(world) or "Line 3" in fault(world)


def test_a_moved_moment_is_found(world: World) -> None:
    write(world, 2)
    with world.core.db.read() as session:
        at = session.get_one(AuditEntry, 1).at
    change(world, 1, at=at + timedelta(microseconds=1))
    assert fault(world).startswith("Line 1")


def test_a_line_left_out_is_found(world: World) -> None:
    write(world, 4)
    with world.core.db.write() as session:
        session.execute(sa.delete(AuditEntry).where(AuditEntry.id == 2))
    assert fault(world).startswith("Line 3")


def test_a_cut_tail_is_found_by_a_noted_head_only(world: World) -> None:
    write(world, 4)
    with world.core.db.read() as session:
        head_id, head = read_head(session)
    with world.core.db.write() as session:
        session.execute(sa.delete(AuditEntry).where(AuditEntry.id == head_id))
    assert fault(world) == ""
    assert fault(world, {head_id: head}) == "Line 4 was noted once and is no longer there."
    write(world, 1)
    assert "4" in fault(world, {head_id: head})


def test_words_put_into_an_erased_line_are_found(world: World) -> None:
    write(world, 2)
    change(world, 1, details={}, caller_name="", salt="", erased_at=world.now())
    verdict = verify_trail(world.core, HOUSE)
    assert (verdict.fault, verdict.erased) == ("", 1)
    change(world, 1, caller_name="Somebody")
    assert "Words were put into line 1" in fault(world)


def test_what_is_rolled_back_leaves_no_gap_in_the_chain(world: World) -> None:
    def fail() -> None:
        with world.core.db.write() as session:
            note(session, HOUSE, "thing.made", "thing", "t")
            raise RuntimeError

    write(world, 1)
    with pytest.raises(RuntimeError):
        fail()
    write(world, 1)
    assert verify_trail(world.core, HOUSE).lines == 2
    assert fault(world) == ""


def test_only_who_may_read_the_trail_may_verify_it(world: World, tmp_path: Path) -> None:
    with pytest.raises(Forbidden):
        verify_trail(world.core, make_caller(Role.MANAGER))
