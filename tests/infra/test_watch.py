"""A watched folder or prefix: new whole files become assets exactly once."""

import logging
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from dam.accounts.caller import HOUSE
from dam.assets.read import list_assets
from dam.assets.trash import trash_asset
from dam.errors import Invalid
from dam.storage.faulty import FaultyStore
from dam.storage.open import read_bucket
from dam.storage.s3_client import open_client
from delivery.house import House
from infra.watch import watch_source
from infra.watched_places import open_place
from tests.delivery.api.pictures import png

Look = Callable[[], int]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder to watch."""
    folder = tmp_path / "watched"
    folder.mkdir()
    return folder


@pytest.fixture
def look(house: House, folder: Path) -> Look:
    """The chore of looking into the folder."""
    return watch_source(house, str(folder))


def _names(house: House) -> set[str]:
    return {asset.filename for asset in list_assets(house.core, HOUSE).items}


def test_a_file_is_taken_once_it_has_stopped_growing(house: House, folder: Path, look: Look) -> None:
    path = folder / "sub" / "été.png"
    path.parent.mkdir()
    whole = png(1)
    path.write_bytes(whole[:30])
    assert look() == 0
    path.write_bytes(whole)
    assert look() == 0
    assert (look(), _names(house)) == (1, {"été.png"})
    assert [look(), look()] == [0, 0]


def test_a_changed_file_is_another_one(house: House, folder: Path, look: Look) -> None:
    path = folder / "a.png"
    path.write_bytes(png(1))
    assert [look(), look()] == [0, 1]
    path.write_bytes(png(2, 50, 50))
    assert (look(), look()) == (0, 1)
    assert list_assets(house.core, HOUSE).total == 2


def test_a_restart_forgets_nothing_and_brings_nothing_back(house: House, folder: Path, look: Look) -> None:
    (folder / "a.png").write_bytes(png(1))
    assert [look(), look()] == [0, 1]
    trash_asset(house.core, HOUSE, list_assets(house.core, HOUSE).items[0].id)
    again = watch_source(house, str(folder))
    assert (again(), again()) == (0, 0)
    assert list_assets(house.core, HOUSE).total == 0


def test_a_torn_line_in_the_memory_costs_one_look_and_no_double(
    house: House, folder: Path, look: Look
) -> None:
    (folder / "a.png").write_bytes(png(1))
    assert [look(), look()] == [0, 1]
    journal = house.spool / "watched.jsonl"
    journal.write_bytes(journal.read_bytes()[:-10])
    again = watch_source(house, str(folder))
    assert (again(), again()) == (0, 0)
    assert list_assets(house.core, HOUSE).total == 1


def test_two_processes_make_one_asset(house: House, folder: Path) -> None:
    first, second = watch_source(house, str(folder)), watch_source(house, str(folder))
    (folder / "a.png").write_bytes(png(1))
    assert [first(), second(), first() + second()] == [0, 0, 1]
    assert list_assets(house.core, HOUSE).total == 1


def test_what_cannot_be_read_is_told_once(
    house: House, folder: Path, look: Look, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "words.jpg").write_text("no picture")
    (folder / "good.png").write_bytes(png(1))
    with caplog.at_level(logging.WARNING):
        assert [look(), look(), look()] == [0, 1, 0]
    assert len([record for record in caplog.records if "words.jpg" in record.message]) == 1
    assert _names(house) == {"good.png"}


def test_trouble_with_the_store_loses_nothing(
    house: House, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    troubled = replace(
        house, core=replace(house.core, store=FaultyStore(house.core.store, {"put_file": {1}}))
    )
    look = watch_source(troubled, str(folder))
    (folder / "a.png").write_bytes(png(1))
    with caplog.at_level(logging.WARNING):
        assert [look(), look(), look()] == [0, 0, 1]
    assert len(caplog.records) == 1


def test_a_folder_that_is_not_there_is_told_once(
    house: House, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    look = watch_source(house, str(tmp_path / "nowhere"))
    with caplog.at_level(logging.WARNING):
        assert [look(), look()] == [0, 0]
    assert len(caplog.records) == 1


def test_a_file_that_may_not_be_read_is_refused(house: House, folder: Path, look: Look) -> None:
    if os.geteuid() == 0:
        (folder / "gone.png").symlink_to(folder / "nowhere.png")
    else:
        (folder / "closed.png").write_bytes(png(1))
        (folder / "closed.png").chmod(0)
    assert (look(), look()) == (0, 0)


@pytest.mark.servers
def test_objects_below_a_prefix_become_assets(house: House, s3_url: str) -> None:
    bucket = read_bucket(s3_url)
    client = open_client(bucket)
    for name, content in (
        ("a.png", png(1)),
        ("sub/été.png", png(2)),
        (".hidden.png", png(3)),
        ("words.jpg", b"no"),
    ):
        client.put_object(Bucket=bucket.name, Key=f"{bucket.prefix}/{name}", Body=content)
    look = watch_source(house, s3_url)
    assert (look(), look()) == (2, 0)
    assert _names(house) == {"a.png", "été.png"}
    client.put_object(Bucket=bucket.name, Key=f"{bucket.prefix}/a.png", Body=png(4))
    assert (look(), watch_source(house, s3_url)()) == (1, 0)


def test_a_place_is_a_folder_or_a_prefix(tmp_path: Path) -> None:
    assert open_place(f"file://{tmp_path}").name == open_place(str(tmp_path)).name == str(tmp_path)
    with pytest.raises(Invalid):
        open_place("ftp://somewhere/else")
