"""Salts: one a day for all processes, made once, kept in a file or a row, and gone once their day has passed."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from dam.core import Core
from dam.db import Database
from dam.engagement.visitors.salts import DAY_SECONDS, FILE_NAME, SaltFile, SaltRows, Salts, open_salts

TODAY = 20_000
NOON = TODAY * DAY_SECONDS + DAY_SECONDS / 2
LATE = (TODAY + 1) * DAY_SECONDS - 1_800.0
TOMORROW = NOON + DAY_SECONDS


@pytest.fixture
def salts(core_on_each: Core) -> Salts:
    """The salts of a house on each database."""
    return open_salts(core_on_each.db)


def test_each_database_has_its_own_place(core_on_each: Core, salts: Salts) -> None:
    assert isinstance(salts, SaltFile if core_on_each.db.is_sqlite else SaltRows)


def test_every_process_reads_the_same(core_on_each: Core, salts: Salts) -> None:
    first = salts.turn(NOON)
    assert list(first) == [TODAY]
    assert len(first[TODAY]) == 32
    assert open_salts(core_on_each.db).turn(NOON + 3_600) == first


def test_tomorrows_is_made_an_hour_ahead_and_stays(salts: Salts) -> None:
    first = salts.turn(NOON)
    late = salts.turn(LATE)
    assert late.keys() == {TODAY, TODAY + 1}
    assert late[TODAY] == first[TODAY] != late[TODAY + 1]
    assert salts.turn(TOMORROW) == {TODAY + 1: late[TODAY + 1]}


def test_a_day_that_has_passed_is_gone_for_good(core_on_each: Core, salts: Salts) -> None:
    old = salts.turn(NOON)[TODAY]
    salts.turn(TOMORROW)
    assert old not in stored(core_on_each.db)
    assert TODAY not in salts.turn(NOON), "no clock that is late makes it again"


def test_a_house_that_was_off_for_a_week_forgets_at_its_start(core_on_each: Core, salts: Salts) -> None:
    old = salts.turn(LATE)
    salts.turn(NOON + 7 * DAY_SECONDS)
    assert not [day for day, salt in old.items() if salt in stored(core_on_each.db)]


def test_a_clock_that_was_years_ahead_does_no_lasting_harm(salts: Salts) -> None:
    salts.turn(NOON + 2_000 * DAY_SECONDS)
    assert list(salts.turn(NOON)) == [TODAY]


def stored(database: Database) -> bytes:
    """Return every byte in which a salt may stand: the file, or what the server keeps as the table's file."""
    if database.is_sqlite:
        path = Path(str(database.url.database)).with_name(FILE_NAME)
        assert path.stat().st_mode & 0o777 == 0o600
        return path.read_bytes()
    with database.write() as session:
        session.execute(sa.text("CREATE EXTENSION IF NOT EXISTS pageinspect"))
        pages = session.scalar(sa.text("SELECT pg_relation_size('visitor_salts') / 8192"))
        page = sa.text("SELECT get_raw_page('visitor_salts', :page)")
        return b"".join(bytes(session.scalar(page, {"page": number}) or b"") for number in range(pages or 0))


@pytest.mark.parametrize("content", [b"", b"short", bytes(range(96)), bytes(range(250)) * 2])
def test_a_file_that_makes_no_sense_is_written_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    salts = SaltFile(tmp_path / FILE_NAME)
    first = salts.turn(LATE)
    assert first.keys() == {TODAY, TODAY + 1}
    assert SaltFile(tmp_path / FILE_NAME).turn(LATE) == first


def test_a_torn_slot_costs_one_salt_and_not_the_other(tmp_path: Path) -> None:
    salts = SaltFile(tmp_path / FILE_NAME)
    first = salts.turn(LATE)
    with salts.path.open("r+b") as file:
        file.seek(TODAY % 2 * 48 + 20)
        file.write(b"torn")
    second = salts.turn(LATE)
    assert second[TODAY] != first[TODAY]
    assert second[TODAY + 1] == first[TODAY + 1]


def test_a_file_elsewhere_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(b"mine")
    (tmp_path / FILE_NAME).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic links"):
        SaltFile(tmp_path / FILE_NAME).turn(NOON)
    assert (tmp_path / "elsewhere").read_bytes() == b"mine"


def test_many_at_once_make_one(core_on_each: Core) -> None:
    found: list[dict[int, bytes]] = []

    def turn() -> None:
        found.append(open_salts(core_on_each.db).turn(LATE))

    in_threads(turn, 8)
    assert len(found) == 8
    assert len({tuple(sorted(each.items())) for each in found}) == 1


def in_threads(do: Callable[[], None], number: int) -> None:
    threads = [threading.Thread(target=do) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
