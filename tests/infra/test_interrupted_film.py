"""A film that is not wanted any more ends at once, leaves nothing behind, and goes on when it is wanted again."""

import sys
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from dam.accounts.caller import HOUSE
from dam.assets.ingest import NewAsset, receive_file
from dam.assets.read import get_asset
from dam.assets.trash import restore_asset, trash_asset
from dam.jobs.called_off import CalledOff, asking
from delivery.house import House
from infra.prepare import prepare_version
from renditions.catalogue.ledger import renditions_of
from tests.films import make_film
from tests.renditions.interrupting import encoders_in, left_in, settings, wait_until, want_one_slow_film

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are looked for in /proc")

LATEST = 6.0
"""Seconds: two are promised, and a machine that runs two tests at once may take three times as long."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where films are made."""
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


@pytest.fixture
def film_house(house: House, folder: Path) -> House:
    """A house that makes one picture and one slow film of each original."""
    want_one_slow_film(house.core)
    return replace(house, renditions=settings(folder, is_slow=True))


@pytest.fixture
def asset_id(film_house: House, tmp_path: Path) -> str:
    """A film that has arrived."""
    content = make_film(tmp_path / "o.mp4", seconds=6).read_bytes()
    return receive_file(film_house.core, HOUSE, [content], NewAsset("o.mp4")).asset_id


def _version(house: House, asset_id: str) -> str:
    return get_asset(house.core, HOUSE, asset_id).current_version_id


def _is_filming(house: House, asset_id: str) -> bool:
    """All but the film is done, and a part of that."""
    seen = get_asset(house.core, HOUSE, asset_id).processing
    return 0 < seen.done == seen.total - 1 and 100 * seen.done / seen.total + 1 < seen.percent < 100


def _states(house: House, asset_id: str) -> dict[str, str]:
    with house.core.db.read() as session:
        rows = renditions_of(session, asset_id)
    return {row.format: row.state for row in rows if row.channel == "sms"}


def test_progress_moves_within_a_film_and_the_trash_ends_it(
    film_house: House, asset_id: str, folder: Path
) -> None:
    version_id = _version(film_house, asset_id)
    with ThreadPoolExecutor() as pool:
        working: Future[None] = pool.submit(prepare_version, film_house, version_id)
        wait_until(lambda: _is_filming(film_house, asset_id))
        assert get_asset(film_house.core, HOUSE, asset_id).processing.state == "running"
        assert len(encoders_in(folder)) == 1
        trash_asset(film_house.core, HOUSE, asset_id)
        began = time.monotonic()
        working.result(timeout=20)
        assert time.monotonic() - began < LATEST
    assert encoders_in(folder) == []
    assert left_in(folder) == []
    assert _states(film_house, asset_id) == {"jpeg": "ready", "mp4": "pending"}
    restore_asset(film_house.core, HOUSE, asset_id)
    prepare_version(replace(film_house, renditions=settings(folder, is_slow=False)), version_id)
    assert _states(film_house, asset_id) == {"jpeg": "ready", "mp4": "ready"}
    seen = get_asset(film_house.core, HOUSE, asset_id).processing
    assert (seen.state, seen.done, seen.percent) == ("done", seen.total, 100)


def test_a_job_that_is_called_off_ends_its_film(film_house: House, asset_id: str, folder: Path) -> None:
    heard: list[float] = []

    def is_called_off() -> bool:
        if not heard and encoders_in(folder):
            heard.append(time.monotonic())
        return bool(heard)

    with asking(is_called_off), pytest.raises(CalledOff):
        prepare_version(film_house, _version(film_house, asset_id))
    assert time.monotonic() - heard[0] < LATEST
    assert encoders_in(folder) == []
    assert left_in(folder) == []
    assert get_asset(film_house.core, HOUSE, asset_id).processing.state == "waiting"
    assert _states(film_house, asset_id) == {"jpeg": "ready", "mp4": "pending"}
