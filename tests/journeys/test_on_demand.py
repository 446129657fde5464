"""A file that is asked for before it is made: made once for everybody, waited for, and refused honestly."""

import asyncio
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.client import ApiClient
from tests.journeys.cold import Key, chill, ledger_of
from tests.journeys.running import RunningHouse, _is_ready, free_port, running_house
from tests.journeys.storm import Answered, ask, by_status, storm
from tests.journeys.waiting import wait_until
from tests.photographs import photograph
from tests.scale import many

LINK: Key = ("social", "link", "", "jpeg")
PATH = "/d/social/link/{}.jpg"


def rows_of(house: RunningHouse) -> str:
    """Return the URL of a house's database."""
    sqlite = f"sqlite:///{house.log_folder / 'vitrine.sqlite3'}"
    return house.environment.get("VITRINE_DATABASE_URL", sqlite)


def start_telling(house: RunningHouse, diary: Path) -> str:
    """Start a web process with its worker that writes down what its store does."""
    port = free_port()
    command = [sys.executable, "-m", "tests.journeys.telling_process", str(port), str(diary)]
    with (house.log_folder / f"telling-{port}.log").open("wb") as log:
        process = subprocess.Popen(
            command, env=house.environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
    house.processes.append(process)
    base = f"http://127.0.0.1:{port}"
    wait_until(lambda: _is_ready(base, process), seconds=60, what="it is ready")
    return base


def lean(house: RunningHouse, base: str) -> ApiClient:
    """Return an admin's client of a house in which one channel beside the library's own makes files."""
    client = house.client(base, "admin")
    for channel in ("web", "app", "instore", "email", "print", "sms"):
        done = client.http.patch(f"/api/v1/channels/{channel}", json={"is_enabled": False})
        assert done.is_success, done.text
    return client


def approved(client: ApiClient, name: str = "coffee") -> str:
    """Add a photograph, have all its files made, and approve it."""
    asset = str(client.upload(photograph(name))["id"])
    client.wait_prepared(asset)
    client.move(asset, "approved")
    return asset


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.servers)])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RunningHouse]:
    """A house on each database."""
    settings = {}
    if request.param == "postgresql":
        settings["VITRINE_DATABASE_URL"] = request.getfixturevalue("fresh_pg_url")
    with running_house(tmp_path / "home", **settings) as house:
        yield house


def test_a_cold_url_is_made_once_for_everybody(house: RunningHouse, tmp_path: Path) -> None:
    diary = tmp_path / "diary"
    bases = [start_telling(house, diary) for _ in range(2)]
    asset = approved(lean(house, bases[0]))
    with ledger_of(rows_of(house)) as rows:
        chill(rows, asset, [LINK])
    diary.write_text("")
    answers = storm([base + PATH.format(asset) for base in bases] * 100)
    assert by_status(answers) == {200: 200}
    assert len({answer.body for answer in answers}) == 1
    assert len({answer.headers["etag"] for answer in answers}) == 1
    told = Counter(diary.read_text().splitlines())
    assert (told["local"], told["put_file"]) == (1, 1)
    assert max(answer.seconds for answer in answers) < 10


def test_what_was_just_asked_for_is_waited_for(tmp_path: Path) -> None:
    with running_house(tmp_path / "home") as house:
        base = house.serve("--no-worker")
        client = lean(house, base)
        worker = house.start("worker")
        asset = approved(client)
        _a_preset_that_was_just_added(client, asset)
        worker = _a_worker_killed_in_mid_render(house, worker, base, asset)
        _a_version_that_was_overtaken_and_restored(house, worker, client, asset)


def _a_preset_that_was_just_added(client: ApiClient, asset: str) -> None:
    spec = {"fit": "cover", "width": 300, "height": 200, "formats": ["jpeg"]}
    done = client.http.put("/api/v1/channels/social/presets/brand-new", json=spec)
    assert done.is_success, done.text
    answer = asyncio.run(ask(f"{client.base}/d/social/brand-new/{asset}.jpg"))
    assert (answer.status, answer.headers["content-type"]) == (200, "image/jpeg")


def _a_worker_killed_in_mid_render(
    house: RunningHouse, worker: subprocess.Popen[bytes], base: str, asset: str
) -> subprocess.Popen[bytes]:
    """Those who wait are told to come again, and then the file is there. Without a worker nobody waits."""
    with ledger_of(rows_of(house)) as rows:
        chill(rows, asset, [LINK])
    url = base + PATH.format(asset)

    async def kill_while_asking() -> list[Answered]:
        asking = [asyncio.create_task(ask(url)) for _ in range(many(5, 50))]
        await asyncio.sleep(0.1)
        house.kill(worker)
        return await asyncio.gather(*asking)

    answers = asyncio.run(kill_while_asking())
    assert by_status(answers) == {503: len(answers)}
    assert all(answer.retry_after >= 1 and answer.seconds < 15 for answer in answers)
    told = asyncio.run(ask(url))
    assert told.seconds < 1
    assert (told.status, told.retry_after) == (503, 10)
    assert "no worker is running" in told.body.decode()
    worker = house.start("worker")
    wait_until(lambda: asyncio.run(ask(url)).status == 200, seconds=120, what="a retry gets the file")
    return worker


def _a_version_that_was_overtaken_and_restored(
    house: RunningHouse, worker: subprocess.Popen[bytes], client: ApiClient, asset: str
) -> None:
    """Its files were never made, because a newer version came before its turn."""
    house.kill(worker)
    for name in ("chelsea", "astronaut"):
        with photograph(name).open("rb") as file:
            done = client.http.post(
                f"/api/v1/assets/{asset}/versions", files={"file": (f"{name}.png", file, "image/png")}
            )
        assert done.is_success, done.text
    house.start("worker")
    client.wait(lambda: client.get(f"/assets/{asset}")["version"] == 3, 120, "the third version is served")
    client.post(f"/assets/{asset}/versions/2/restore", {})
    answer = asyncio.run(ask(f"{client.base}/d/social/brand-new/{asset}.jpg"))
    assert answer.status == 200
