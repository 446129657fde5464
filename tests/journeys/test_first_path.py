"""Upload → store → rendition → search → delivery by URL → count → insight, by the front door.

The same journey runs on one machine (SQLite and a folder, one process) and beyond it (PostgreSQL and S3, a web process
and two workers).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.films import make_film
from tests.journeys.client import ApiClient
from tests.journeys.running import RunningHouse, running_house
from tests.photographs import photograph
from tests.servers.shared import shared_s3


@dataclass
class Hub:
    """One running hub and a manager's client."""

    house: RunningHouse
    client: ApiClient


@pytest.fixture(
    scope="module",
    params=["one machine", pytest.param("beyond one machine", marks=pytest.mark.servers)],
)
def hub(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """The two ways to run a hub, each for the whole module."""
    home = tmp_path_factory.mktemp("hub")
    settings = {}
    if request.param == "beyond one machine":
        settings["VITRINE_DATABASE_URL"] = request.getfixturevalue("pg_url")
        settings["VITRINE_STORAGE_URL"] = shared_s3().url()
    with running_house(home, **settings) as house:
        if settings:
            base = house.serve("--no-worker")
            house.start("worker")
            house.start("worker")
        else:
            base = house.serve()
        yield Hub(house, house.client(base))


@pytest.fixture(scope="module")
def picture(hub: Hub) -> str:
    """An approved real photograph with all its renditions."""
    asset = hub.client.upload(photograph("coffee"), title="L’été au café", tags="tasse, été")
    hub.client.wait_found("tasses", asset["id"], seconds=10)
    hub.client.wait_prepared(asset["id"])
    hub.client.move(asset["id"], "approved")
    return str(asset["id"])


def test_every_preset_of_a_photograph_is_ready_or_says_why_not(hub: Hub, picture: str) -> None:
    items = hub.client.renditions(picture)
    assert {item["channel"] for item in items} >= {"web", "app", "social", "instore", "email", "print", "sms"}
    assert not [item for item in items if item["state"] in ("pending", "failed")]
    assert all(item["error"] for item in items if item["state"] == "unavailable")
    assert len([item for item in items if item["state"] == "ready"]) > 15


@pytest.mark.parametrize("words", ["été", "ete", "l'ete", "cafés", "tas*", "title:cafe", "été -voiture"])
def test_it_is_found_by_french_words(hub: Hub, picture: str, words: str) -> None:
    assert picture in [item["id"] for item in hub.client.get("/assets", q=words)["items"]]


def test_a_typing_slip_is_forgiven_and_told(hub: Hub, picture: str) -> None:
    found = hub.client.get("/assets", q="tassse")
    assert found["corrected"] is True
    assert picture in [item["id"] for item in found["items"]]


def test_a_channel_fetches_by_url(hub: Hub, picture: str) -> None:
    negotiated = hub.client.public.get(f"/d/web/hero/{picture}", headers={"Accept": "image/avif,image/*"})
    assert (negotiated.status_code, negotiated.headers["content-type"]) == (200, "image/avif")
    assert negotiated.headers["vary"].lower() == "accept"
    again = hub.client.public.get(
        f"/d/web/hero/{picture}",
        headers={"Accept": "image/avif,image/*", "If-None-Match": negotiated.headers["etag"]},
    )
    assert again.status_code == 304
    exact = hub.client.public.get(f"/d/social/square/{picture}-l-ete.jpeg")
    assert exact.headers["content-type"] == "image/jpeg"
    pinned = next(
        i for i in hub.client.renditions(picture) if i["preset"] == "square" and i["channel"] == "social"
    )
    immutable = hub.client.public.get(httpx.URL(pinned["immutable_url"]).raw_path.decode())
    assert immutable.content == exact.content
    assert "immutable" in immutable.headers["cache-control"]


def test_what_was_fetched_and_done_is_counted(hub: Hub, picture: str) -> None:
    answer = hub.client.public.get(
        f"/d/email/hero/{picture}", headers={"User-Agent": "Mozilla/5.0 Firefox/140.0"}
    )
    assert answer.status_code == 200
    event = {"id": "till-1", "asset": picture, "channel": "instore", "class": "sold", "kind": "sale",
             "value": "12.50", "currency": "EUR"}  # fmt: skip
    assert hub.client.post("/events", event)["accepted"] == 1
    assert hub.client.post("/events", event)["duplicate"] == 1

    def is_counted() -> bool:
        items = hub.client.get("/insights", asset=picture, actor="all", group="channel")["items"]
        figures = {item["channel"]: item for item in items}
        return figures.keys() >= {"email", "instore"} and (
            figures["email"]["fetched"],
            figures["instore"]["sold"],
        ) == (1, 1)

    hub.client.wait(is_counted, 10, "the fetch and the sale are counted once")
    assert hub.client.get("/insights", asset=picture, actor="all")["totals"]["value"] == {"EUR": "12.50"}


def test_a_film_gets_its_poster_and_its_files(hub: Hub, tmp_path: Path) -> None:
    film = make_film(tmp_path / "plage à l’aube.mp4", seconds=2, width=1280, height=720)
    asset = hub.client.upload(film, title="La plage à l’aube")
    assert asset["kind"] == "video"
    hub.client.wait_prepared(asset["id"], seconds=240)
    ready = {
        (i["channel"], i["preset"], i["format"])
        for i in hub.client.renditions(asset["id"])
        if i["state"] == "ready"
    }
    assert ("web", "hero", "mp4") in ready
    assert ("instore", "landscape", "mp4") in ready
    hub.client.move(asset["id"], "approved")
    part = hub.client.public.get(f"/d/web/hero/{asset['id']}.mp4", headers={"Range": "bytes=0-99"})
    assert (part.status_code, len(part.content)) == (206, 100)
    assert part.content[4:8] == b"ftyp"


def test_a_withdrawn_asset_is_dark_within_two_seconds(hub: Hub) -> None:
    asset = hub.client.upload(photograph("chelsea"), title="Chat")["id"]
    hub.client.wait_prepared(asset)
    assert hub.client.public.get(f"/d/web/card/{asset}").status_code == 404
    hub.client.move(asset, "approved")
    hub.client.wait(lambda: hub.client.public.get(f"/d/web/card/{asset}").status_code == 200, 2, "it is lit")
    hub.client.move(asset, "withdrawn")
    hub.client.wait(lambda: hub.client.public.get(f"/d/web/card/{asset}").status_code == 410, 2, "it is dark")


def test_the_same_bytes_are_the_same_asset(hub: Hub, picture: str) -> None:
    again = hub.client.upload(photograph("coffee"))
    assert (again["id"], again["duplicate"]) == (picture, True)
