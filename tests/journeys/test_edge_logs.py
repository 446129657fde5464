"""Counting from an edge's own log: each browser's fetch once, whether the edge answered from its cache or the house did."""

import json
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pytest

from tests.dam.engagement.world import CHROME
from tests.films import make_film
from tests.journeys.client import ApiClient
from tests.journeys.fronts import caddy_front, nginx_front, nginx_program
from tests.journeys.running import RunningHouse, running_house
from tests.journeys.test_fronts import picture_of
from tests.journeys.waiting import wait_until

SECRET = "a-secret-of-the-edge"
PERSON = {"User-Agent": CHROME, "Referer": "https://shop.example/coats?size=m"}


class Counted:
    """A house that reads the log of the edge in front of it, one picture and one film."""

    def __init__(self, running: RunningHouse, folder: Path) -> None:
        self.running = running
        self.folder = folder
        self.base = running.serve()
        self.client: ApiClient = running.client(self.base)
        self.picture = self.approved(picture_of(folder / "picture.jpg", 700, 480))
        self.film = self.approved(make_film(folder / "film.mp4", seconds=1, width=320, height=180))

    def approved(self, path: Path) -> str:
        asset = str(self.client.upload(path)["id"])
        self.client.wait_prepared(asset)
        self.client.move(asset, "approved")
        stable = self.path(asset, "web", "content" if path.suffix == ".jpg" else "hero", "url")
        wait_until(lambda: httpx.head(self.base + stable).status_code == 200, seconds=10, what="it is lit")
        return asset

    def path(self, asset: str, channel: str, preset: str, family: str) -> str:
        """Return the path of the JPEG, or of the film."""
        for each in self.client.renditions(asset):
            is_wanted = each["format"] in ("jpeg", "mp4") and each["state"] == "ready"
            if (each["channel"], each["preset"]) == (channel, preset) and is_wanted:
                return httpx.URL(each[family]).path
        raise AssertionError(f"expected {channel}/{preset}")

    def fetched(self, actor: str) -> Counter[str]:
        """Return how often each asset was fetched."""
        items = self.client.get("/insights", actor=actor, group="asset")["items"]
        return Counter({str(item["asset"]): int(item["fetched"]) for item in items})


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counted]:
    folder = tmp_path_factory.mktemp("counted")
    places = " ".join(f"{kind}:{folder}/{kind}/access*.log*" for kind in ("nginx", "caddy"))
    with running_house(
        folder / "home", VITRINE_LOGS=places, VITRINE_EDGE_SECRET=SECRET, VITRINE_TRUSTED_PROXIES="1"
    ) as running:
        yield Counted(running, folder)


@pytest.fixture(params=["nginx", "caddy"])
def edge(request: pytest.FixtureRequest, house: Counted) -> Iterator[tuple[str, Path]]:
    """The base URL of a server in front, and its log."""
    folder, home = house.folder / request.param, house.folder / "home"
    program = nginx_program() or ""
    if request.param == "nginx" and not program:
        pytest.skip("nginx is not installed on this machine, so its log was not counted from")
    front: AbstractContextManager[str] = (
        nginx_front(program, folder, house.base, home, SECRET)
        if request.param == "nginx"
        else caddy_front(folder, house.base, home, SECRET)
    )
    with front as base:
        yield base, folder / "access.log"


def test_each_fetch_through_the_edge_counts_once(house: Counted, edge: tuple[str, Path]) -> None:
    front, log = edge
    picture = house.path(house.picture, "web", "content", "url")
    pinned = house.path(house.picture, "web", "content", "immutable_url")
    film = house.path(house.film, "web", "hero", "url")

    before, machines = house.fetched("human"), house.fetched("all")

    def ask(path: str, method: str = "GET", **headers: str) -> httpx.Response:
        return httpx.request(method, front + path, headers={**PERSON, **headers})

    first, second = ask(picture), ask(picture)
    assert first.status_code == second.status_code == 200
    assert ask(pinned).status_code == 200
    assert ask(picture, "HEAD").status_code == 200
    assert ask(picture, **{"If-None-Match": first.headers["etag"]}).status_code == 304
    assert ask(film).status_code == 200
    assert ask(film, Range="bytes=0-99").status_code == 206
    assert ask(film, Range="bytes=100-199").status_code == 206
    assert ask("/d/web/content/zzzzzzzzzzzzzzzz.jpg").status_code == 404
    time.sleep(2.2)  # now nginx asks the house whether what it keeps is still good
    assert ask(picture).status_code == 200
    assert (
        ask(picture, **{"User-Agent": "Googlebot/2.1 (+http://www.google.com/bot.html)"}).status_code == 200
    )
    assert httpx.get(house.base + picture, headers=PERSON).status_code == 200

    def news() -> tuple[dict[str, int], int]:
        return house.fetched("human") - before, sum((house.fetched("all") - machines).values())

    expected = ({house.picture: 5, house.film: 2}, 8)
    wait_until(
        lambda: sum(news()[0].values()) >= 7 and news()[1] >= 8, seconds=20, what="all fetches are counted"
    )
    time.sleep(2.5)
    assert news() == expected, "six of a person through the edge, one past it, and one of a machine"
    totals = house.client.get("/insights", actor="human")["totals"]
    assert totals["uniques"] == 1, "one browser, through the edge and past it"
    again = json.loads(house.running.command("logs", "import", str(log), "--json"))
    assert (again["files"][0]["lines"], again["files"][0]["known"]) == (0, True)
