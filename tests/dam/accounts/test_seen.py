"""Who saw what: once a day and person, written apart from the request, sealed, forgotten, and named to nobody in the end."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from dam.accounts.caller import ANONYMOUS, HOUSE, Caller, Role
from dam.accounts.models import Sighting
from dam.accounts.personal.erase import erase_person
from dam.accounts.personal.export import export_person
from dam.accounts.seen import book as book_module
from dam.accounts.seen.book import SightingBook, write_sightings
from dam.accounts.seen.read import SeenFilter, list_seen, read_seen, verify_all
from dam.accounts.seen.sealing import forget_sightings, seal_sightings
from dam.accounts.trail.read import AuditFilter, list_audit
from dam.errors import Forbidden
from tests.dam.accounts.world import World, make_caller, make_person, make_world


@pytest.fixture
def shared(database_url: str) -> Iterator[World]:
    """Give a world on SQLite and on PostgreSQL."""
    made = make_world(database_url)
    yield made
    made.core.db.dispose()


def see(world: World, caller: Caller, *asset_ids: str, book: SightingBook | None = None) -> int:
    book = book or SightingBook()
    for asset_id in asset_ids:
        book.note(caller, asset_id, world.now())
    return write_sightings(world.core, book)


def rows(world: World) -> list[tuple[date, str, str]]:
    with world.core.db.read() as session:
        query = sa.select(Sighting.day, Sighting.asset_id, Sighting.caller_id).order_by(Sighting.day)
        return [(row.day, row.asset_id, row.caller_id) for row in session.execute(query)]


def test_one_line_a_person_asset_and_day(world: World) -> None:
    one, other, book = make_person(world, "Camille"), make_person(world, "Dominique"), SightingBook()
    assert see(world, one, "a", "a", "b", book=book) == 2
    assert see(world, one, "a", book=book) == 0, "what is written is remembered"
    assert see(world, one, "a") == 1, "another process does not know, and the row stays one"
    assert see(world, other, "a", book=book) == 1
    assert len(rows(world)) == 3
    world.wait(days=1)
    assert see(world, one, "a", book=book) == 1
    assert len(rows(world)) == 4
    found = list_seen(world.core, HOUSE, SeenFilter(asset_id="a"))
    assert found.items[0].caller_name == "Camille"
    assert (found.total, {line.caller_name for line in found.items}) == (3, {"Camille", "Dominique"})
    first = list_seen(world.core, HOUSE, SeenFilter(caller_id=one.id), limit=2)
    last = list_seen(world.core, HOUSE, SeenFilter(caller_id=one.id), limit=2, cursor=first.next)
    assert (len(first.items), len(last.items), last.next) == (2, 1, None)
    assert list_seen(world.core, HOUSE, SeenFilter(until=world.now())).total == 3
    assert len(list(read_seen(world.core, HOUSE, SeenFilter()))) == 4


def test_the_house_guests_and_an_unwatched_house_leave_nothing(world: World) -> None:
    person = make_person(world, "Camille")
    assert see(world, HOUSE, "a") == see(world, ANONYMOUS, "a") == 0
    assert see(world, person, "a", book=SightingBook(0)) == 0
    assert rows(world) == []


def test_only_those_who_read_the_trail_read_this(world: World) -> None:
    with pytest.raises(Forbidden):
        list_seen(world.core, make_caller(Role.MANAGER))
    with pytest.raises(Forbidden):
        list(read_seen(world.core, make_caller(Role.MANAGER), SeenFilter()))


def test_what_cannot_be_written_waits(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    book, person = SightingBook(), make_person(world, "Camille")

    def away(*_: object) -> None:
        raise sa.exc.OperationalError("", {}, Exception("away"))

    monkeypatch.setattr(book_module, "_write", away)
    with pytest.raises(sa.exc.OperationalError):
        see(world, person, "a", book=book)
    monkeypatch.undo()
    assert see(world, person, "b", book=book) == 2


def test_memory_is_bounded_and_what_is_lost_is_said(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(book_module, "MOST_WAITING", 2)
    assert see(world, make_person(world, "Camille"), "a", "b", "c") == 2
    assert "1 openings of assets were not noted" in caplog.text


def test_what_is_written_late_stands_under_the_day_of_the_writing(world: World) -> None:
    """A day is sealed an hour after its end; what a process held back for longer does not break its seal."""
    book, person = SightingBook(), make_person(world, "Camille")
    book.note(person, "a", datetime(2026, 3, 21, 23, 59, tzinfo=UTC))
    book.note(person, "b", datetime(2026, 3, 21, 23, 59, tzinfo=UTC))
    late = book.take()
    book.put_back({key: at for key, at in late.items() if key[1] == "a"})
    world.moment = datetime(2026, 3, 22, 0, 20, tzinfo=UTC)
    write_sightings(world.core, book)
    world.wait(hours=2)
    assert seal_sightings(world.core) == [date(2026, 3, 21)]
    book.put_back({key: at for key, at in late.items() if key[1] == "b"})
    write_sightings(world.core, book)
    assert [row[:2] for row in rows(world)] == [(date(2026, 3, 21), "a"), (date(2026, 3, 22), "b")]
    assert verify_all(world.core, HOUSE).fault == ""


def sealed(world: World) -> Caller:
    """Somebody saw two things on two days, and both days are sealed."""
    person = make_person(world, "Camille")
    see(world, person, "a", "b")
    world.wait(days=1)
    see(world, person, "a")
    world.wait(days=1)
    assert seal_sightings(world.core) == [date(2026, 3, 21), date(2026, 3, 22)]
    assert seal_sightings(world.core) == []
    assert verify_all(world.core, HOUSE).fault == ""
    return person


def test_a_day_that_is_over_is_sealed_and_a_change_is_found(world: World) -> None:
    sealed(world)
    (line, _) = list_audit(world.core, HOUSE, AuditFilter(action="sightings.sealed")).items[::-1]
    assert (line.subject_id, line.details["lines"]) == ("2026-03-21", 2)
    with world.core.db.write() as session:
        session.execute(sa.delete(Sighting).where(Sighting.asset_id == "b"))
    assert "2026-03-21 is not what was sealed: 2 lines then, 1 now" in verify_all(world.core, HOUSE).fault


def test_a_line_put_into_an_old_day_is_found(world: World) -> None:
    person = sealed(world)
    with world.core.db.write() as session:
        at = world.now() - timedelta(days=5)
        session.add(Sighting(day=at.date(), asset_id="c", caller_kind="person", caller_id=person.id, at=at))
    assert "2026-03-18 were put in later" in verify_all(world.core, HOUSE).fault


def test_what_is_old_is_forgotten_and_the_chain_holds(shared: World) -> None:
    sealed(shared)
    assert forget_sightings(shared.core, 10**9) == forget_sightings(shared.core, 180) == 0
    assert forget_sightings(shared.core, 1) == 2
    assert verify_all(shared.core, HOUSE).fault == ""
    assert forget_sightings(shared.core, 0) == 1
    assert rows(shared) == []
    assert verify_all(shared.core, HOUSE).fault == ""
    told = list_audit(shared.core, HOUSE, AuditFilter(action="sightings.forgotten")).items
    assert [line.subject_id for line in told] == ["2026-03-23", "2026-03-22"]


def test_it_is_exported_to_whom_it_concerns_and_names_nobody_once_erased(world: World) -> None:
    person = sealed(world)
    told = json.loads("".join(export_person(world.core, person, person.id)))
    assert [row["asset_id"] for row in told["sightings"]] == ["a", "b", "a"]
    erase_person(world.core, HOUSE, person.id)
    assert {line.caller_name for line in list_seen(world.core, HOUSE).items} == {""}
    assert verify_all(world.core, HOUSE).fault == "", "no name is part of a seal"
