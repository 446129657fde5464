"""What channels get through the servers in front that are shipped: the same truth, from a cache or not."""

import hashlib
import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.dam.engagement.world import CHROME
from tests.films import make_film
from tests.journeys.client import ApiClient
from tests.journeys.fronts import caddy_front, nginx_front, nginx_program
from tests.journeys.running import running_house
from tests.journeys.waiting import wait_until
from tests.photographs import photograph

AVIF = {"Accept": "image/avif,image/webp,image/apng,image/*,*/*;q=0.8"}
WEBP = {"Accept": "image/webp,image/*,*/*;q=0.5"}
PLAIN = {"Accept": "*/*"}
PERSON = {"User-Agent": CHROME, "Referer": "https://shop.example/coats?size=m"}
SECRET = "known-edge"


def picture_of(path: Path, width: int, height: int) -> Path:
    """Write a piece of a photograph of this size; equal sizes are equal pictures."""
    with Image.open(photograph("astronaut")) as opened:
        opened.convert("RGB").resize((width, height)).save(path, quality=88)
    return path


@dataclass
class Fronted:
    """A house, and the addresses of what stands before it; `film` and `picture` are approved assets."""

    base: str
    client: ApiClient
    picture: str
    film: str
    folder: Path

    def path(self, asset: str, channel: str, preset: str, format_: str, family: str = "url") -> str:
        """Return the path of a rendition that is ready."""
        for each in self.client.renditions(asset):
            if (each["channel"], each["preset"], each["format"]) == (channel, preset, format_):
                return httpx.URL(each[family]).path
        raise AssertionError(f"expected {channel}/{preset} as {format_}")

    def fetches(self) -> Counter[tuple[str, str]]:
        """Return how often each asset was fetched, by whom."""
        return Counter(
            {
                (actor, str(item["asset"])): int(item["fetched"])
                for actor in ("human", "bot")
                for item in self.client.get("/insights", actor=actor, group="asset")["items"]
            }
        )

    def approved(self, path: Path, title: str) -> str:
        """Upload one more picture and approve it."""
        asset = str(self.client.upload(path, title=title)["id"])
        self.client.wait_prepared(asset)
        self.client.move(asset, "approved")
        stable = self.path(asset, "web", "card", "jpeg")
        wait_until(lambda: httpx.get(self.base + stable).status_code == 200, seconds=10, what="it is lit")
        return asset


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fronted]:
    folder = tmp_path_factory.mktemp("fronted")
    logs = " ".join(f"{kind}:{folder}/{kind}/access*.log*" for kind in ("nginx", "caddy"))
    counting = {"VITRINE_LOGS": logs, "VITRINE_EDGE_SECRET": SECRET, "VITRINE_TRUSTED_PROXIES": "1"}
    with running_house(folder / "home", **counting) as running:
        base = running.serve()
        client = running.client(base)
        fronted = Fronted(base, client, "", "", folder)
        fronted.picture = fronted.approved(picture_of(folder / "été.jpg", 1200, 800), "L’été")
        film = make_film(folder / "film.mp4", seconds=2)
        fronted.film = str(client.upload(film)["id"])
        client.wait_prepared(fronted.film)
        client.move(fronted.film, "approved")
        time.sleep(0.5)
        yield fronted


@dataclass
class Edge:
    """A server in front and its log."""

    base: str
    log: Path

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Ask through the front; header names with `_` for `-`."""
        return httpx.get(
            self.base + path, headers={name.replace("_", "-"): one for name, one in headers.items()}
        )

    def lines(self, path: str) -> list[dict[str, Any]]:
        """Return what was logged of a path, once it is written."""
        time.sleep(1.2)
        lines = [json.loads(line) for line in self.log.read_text().splitlines()]
        return [line for line in lines if line.get("uri", line.get("request", {}).get("uri")) == path]


@pytest.fixture(scope="module")
def nginx(house: Fronted) -> Iterator[Edge]:
    program = nginx_program()
    if program is None:
        pytest.skip("nginx is not installed on this machine, so its shipped configuration was not run")
    with nginx_front(program, house.folder / "nginx", house.base, house.folder / "home", SECRET) as base:
        yield Edge(base, house.folder / "nginx" / "access.log")


@pytest.fixture(scope="module")
def caddy(house: Fronted) -> Iterator[Edge]:
    with caddy_front(house.folder / "caddy", house.base, house.folder / "home", SECRET) as base:
        yield Edge(base, house.folder / "caddy" / "access.log")


def test_nginx_gives_each_taste_its_format_from_its_own_cache(house: Fronted, nginx: Edge) -> None:
    path = house.path(house.picture, "web", "card", "jpeg").rpartition(".")[0]
    for taste, media_type in ((AVIF, "image/avif"), (WEBP, "image/webp"), (PLAIN, "image/jpeg")):
        first, second = (httpx.get(nginx.base + path, headers=taste) for _ in range(2))
        straight = httpx.get(house.base + path, headers=taste)
        assert first.headers["content-type"] == second.headers["content-type"] == media_type
        assert first.content == second.content == straight.content
        assert second.headers["cache-control"] == straight.headers["cache-control"]
        assert second.headers["etag"] == straight.headers["etag"]
        assert "vitrine-cache-control" not in second.headers
    assert [line["cache"] for line in nginx.lines(path)] == ["MISS", "HIT"] * 3


def test_slugs_share_an_entry_and_queries_do_not(house: Fronted, nginx: Edge) -> None:
    asset = house.approved(picture_of(house.folder / "slug.jpg", 700, 480), "Slug")
    for slug in ("", "-a", "-b-c"):
        assert nginx.get(f"/d/web/card/{asset}{slug}.jpeg").status_code == 200
    assert nginx.get(f"/d/web/card/{asset}-b-c.jpeg?download=1").headers["content-disposition"]
    assert nginx.get(f"/d/web/card/{asset}.jpeg?signature=secret&x=1").status_code in (200, 400, 403)
    states = [
        line["cache"]
        for slug in ("", "-a", "-b-c")
        for line in nginx.lines(f"/d/web/card/{asset}{slug}.jpeg")
    ]
    assert states == ["MISS", "BYPASS", "HIT", "HIT", "MISS"]
    assert "secret" not in nginx.log.read_text()


@pytest.mark.parametrize("family", ["url", "immutable_url"])
def test_a_withdrawn_asset_is_dark_in_nginx_without_any_purge(
    house: Fronted, nginx: Edge, family: str
) -> None:
    asset = house.approved(picture_of(house.folder / f"{family}.jpg", 600 + len(family), 480), "Dark soon")
    path = house.path(asset, "web", "card", "jpeg", family)
    assert [nginx.get(path).status_code for _ in range(3)] == [200, 200, 200]
    house.client.move(asset, "withdrawn")
    wait_until(lambda: nginx.get(path).status_code == 410, seconds=10, what="nginx answers 410", every=0.05)
    assert [nginx.get(path).status_code for _ in range(5)] == [410] * 5
    assert nginx.get(path).headers["cache-control"] == httpx.get(house.base + path).headers["cache-control"]
    house.client.move(asset, "approved")
    wait_until(lambda: nginx.get(path).status_code == 200, seconds=10, what="it is lit again", every=0.05)


def test_a_refresh_overwrites_what_nginx_keeps(house: Fronted, nginx: Edge) -> None:
    path = house.path(house.picture, "web", "card", "webp")
    nginx.get(path)
    assert nginx.get(path, vitrine_refresh="1").status_code == 200
    assert nginx.get(path).status_code == 200
    assert [line["cache"] for line in nginx.lines(path)][-3:] == ["MISS", "BYPASS", "HIT"]


def test_one_request_fills_an_entry_however_many_ask(house: Fronted, nginx: Edge) -> None:
    path = house.path(house.picture, "web", "hero", "jpeg", "immutable_url")
    start = threading.Barrier(40)

    def ask(_: int) -> bytes:
        start.wait()
        return nginx.get(path).content

    with ThreadPoolExecutor(40) as pool:
        bodies = set(pool.map(ask, range(40)))
    assert bodies == {httpx.get(house.base + path).content}
    assert [line["cache"] for line in nginx.lines(path)].count("MISS") == 1


def test_keys_and_sessions_are_never_answered_from_the_cache(house: Fronted, nginx: Edge) -> None:
    path = house.path(house.picture, "web", "content", "jpeg")
    nginx.get(path)
    nginx.get(path, cookie="other=1")
    nginx.get(path, cookie="vitrine=abc")
    nginx.get(path, authorization=f"Bearer {house.client.token}")
    preview = house.path(house.picture, "admin", "thumb", "webp")
    assert [nginx.get(preview).status_code for _ in range(2)] == [404, 404]
    shown = nginx.get(preview, authorization=f"Bearer {house.client.token}")
    assert (shown.status_code, nginx.get(preview).status_code) == (200, 404)
    assert [line["cache"] for line in nginx.lines(path)] == ["MISS", "HIT", "BYPASS", "BYPASS"]


@pytest.mark.parametrize("range_", ["bytes=0-99", "bytes=1000-", "bytes=-500", "bytes=5-5,10-12"])
def test_ranges_of_film_are_the_films_bytes_from_both(
    house: Fronted, nginx: Edge, caddy: Edge, range_: str
) -> None:
    path = house.path(house.film, "web", "hero", "mp4")
    straight = httpx.get(house.base + path, headers={"Range": range_})
    assert straight.status_code == 206
    for edge in (nginx, caddy):
        answer = edge.get(path, range=range_)
        assert answer.status_code == 206
        assert answer.headers["etag"] == straight.headers["etag"]
        if "," not in range_:
            assert answer.content == straight.content
            assert answer.headers["content-range"] == straight.headers["content-range"]
        assert edge.get(path).content == httpx.get(house.base + path).content


def test_caddy_passes_everything_on_and_logs_no_secret(house: Fronted, caddy: Edge, tmp_path: Path) -> None:
    path = house.path(house.picture, "web", "card", "jpeg")
    answer, straight = caddy.get(f"{path}?signature=topsecret&x=1", cookie="vitrine=cookiesecret"), None
    answer, straight = caddy.get(path), httpx.get(house.base + path)
    assert answer.content == straight.content
    for name in ("etag", "cache-control", "content-length", "surrogate-key", "last-modified"):
        assert answer.headers[name] == straight.headers[name]
    assert caddy.get("/metrics").status_code == 404
    picture = picture_of(tmp_path / "sent.jpg", 400, 300)
    with picture.open("rb") as file:
        sent = httpx.post(
            f"{caddy.base}/api/v1/assets",
            files={"file": ("sent.jpg", file)},
            headers={"Authorization": f"Bearer {house.client.token}"},
        )
    assert sent.status_code == 201
    caddy.lines(path)
    log = caddy.log.read_text()
    assert path in log
    assert "secret" not in log
    assert SECRET not in log
    assert house.client.token not in log


@pytest.mark.parametrize("kind", ["nginx", "caddy"])
def test_each_fetch_through_an_edge_counts_once(
    house: Fronted, kind: str, request: pytest.FixtureRequest
) -> None:
    """Whether the edge answered from what it keeps or the house did: the edge's own log is counted from."""
    edge: Edge = request.getfixturevalue(kind)
    asset = house.approved(
        picture_of(house.folder / f"{kind}.jpg", 725, 480 if kind == "nginx" else 470), "Counted"
    )
    picture, film = house.path(asset, "web", "card", "jpeg"), house.path(house.film, "web", "hero", "mp4")
    pinned = house.path(asset, "web", "card", "jpeg", "immutable_url")
    edge.lines("")  # what was asked before stands in the log
    time.sleep(2)
    before = house.fetches()

    def ask(path: str, method: str = "GET", **headers: str) -> httpx.Response:
        return httpx.request(method, edge.base + path, headers={**PERSON, **headers})

    first, second = ask(picture), ask(picture)
    assert first.status_code == second.status_code == ask(pinned).status_code == 200
    assert ask(picture, "HEAD").status_code == 200
    assert ask(picture, **{"If-None-Match": first.headers["etag"]}).status_code == 304
    assert ask(film).status_code == 200
    assert [ask(film, Range=f"bytes={span}").status_code for span in ("0-99", "100-199")] == [206, 206]
    assert ask("/d/web/card/zzzzzzzzzzzzzzzz.jpg").status_code == 404
    time.sleep(2.2)  # now nginx asks the house whether what it keeps is still good
    assert ask(picture).status_code == 200
    assert (
        ask(picture, **{"User-Agent": "Googlebot/2.1 (+http://www.google.com/bot.html)"}).status_code == 200
    )
    assert httpx.get(house.base + picture, headers=PERSON).status_code == 200
    expected = Counter({("human", asset): 5, ("bot", asset): 1, ("human", house.film): 2})
    wait_until(lambda: house.fetches() - before >= expected, seconds=20, what="all fetches are counted")
    time.sleep(2.5)
    assert house.fetches() - before == expected, "four of a person through the edge, and one past it"
    seen = house.client.get("/insights", asset=asset, actor="human")["totals"]
    assert seen["uniques"] == 1, "one browser, through the edge and past it"


@pytest.fixture(scope="module")
def accelerated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fronted]:
    """A house that lets the server in front send large files; its picture has one of more than 512 kB."""
    folder = tmp_path_factory.mktemp("accelerated")
    with running_house(folder / "home", VITRINE_SEND_FILES="accel") as running:
        base = running.serve()
        fronted = Fronted(base, running.client(base), "", "", folder)
        Image.effect_noise((1400, 900), 64).convert("RGB").save(folder / "grain.jpg", quality=95)
        fronted.picture = str(fronted.client.upload(folder / "grain.jpg")["id"])
        fronted.client.wait_prepared(fronted.picture)
        fronted.client.move(fronted.picture, "approved")
        time.sleep(0.5)
        yield fronted


@pytest.mark.parametrize("kind", ["nginx", "caddy"])
def test_the_server_in_front_sends_large_files_as_the_house_would(accelerated: Fronted, kind: str) -> None:
    folder, home = accelerated.folder / kind, accelerated.folder / "home"
    program = nginx_program() or ""
    if kind == "nginx" and not program:
        pytest.skip("nginx is not installed on this machine, so its shipped configuration was not run")
    path = accelerated.path(accelerated.picture, "instore", "landscape", "jpeg")
    straight = httpx.head(accelerated.base + path)
    sent_here = httpx.get(accelerated.base + path)
    assert (sent_here.content, "x-accel-redirect" in sent_here.headers) == (b"", True)
    starter = caddy_front(folder, accelerated.base, home)
    if kind == "nginx":
        starter = nginx_front(program, folder, accelerated.base, home)
    with starter as base:
        whole = httpx.get(base + path)
        assert hashlib.sha256(whole.content).hexdigest() == straight.headers["etag"].strip('"')
        for name in set(straight.headers) - {"date", "content-length", "content-digest", "last-modified"}:
            assert whole.headers.get(name) == straight.headers[name], name
        assert "x-accel-redirect" not in whole.headers
        part = httpx.get(base + path, headers={"Range": "bytes=1000-1999", "If-Range": whole.headers["etag"]})
        assert (part.status_code, part.content) == (206, whole.content[1000:2000])
        changed = httpx.get(base + path, headers={"Range": "bytes=0-9", "If-Range": '"another"'})
        assert changed.status_code == 200
        known = httpx.get(base + path, headers={"If-None-Match": whole.headers["etag"]})
        assert (known.status_code, known.content) == (304, b"")
        logged = Edge(base, folder / "access.log").lines(path)
        assert [line["status"] for line in logged] == [200, 206, 200, 304], "logged as it was asked for"
        inside = sent_here.headers["x-accel-redirect"]
        assert httpx.get(base + inside).status_code == 404


CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{}.0.0.0 Safari/537.36"


@pytest.mark.parametrize("front", ["nginx", "caddy"])
def test_visitors_of_a_url_under_test_get_their_own_arms_and_no_cache_keeps_any(
    house: Fronted, front: str, request: pytest.FixtureRequest
) -> None:
    edge: Edge = request.getfixturevalue(front)
    number = ("nginx", "caddy").index(front)
    arms = [
        house.approved(picture_of(house.folder / f"{front}{arm}.jpg", 640 + 10 * number + arm, 440), "Arm")
        for arm in range(2)
    ]
    path = f"/d/web/card/{arms[0]}.jpeg"
    draft = {
        "asset": arms[0],
        "channel": "web",
        "preset": "card",
        "goal_kind": "click",
        "arms": [{"asset": arm} for arm in arms],
    }
    one = f"/comparisons/{house.client.post('/comparisons', draft)['id']}"
    assert [edge.get(path).status_code for _ in range(2)] == [200, 200]  # kept by the front
    house.client.post(f"{one}/start", {})
    wait_until(lambda: edge.get(path).status_code == 302, seconds=10, what="the test has begun", every=0.05)

    def sent(visitor: int, **headers: str) -> str:
        answer = edge.get(path, user_agent=CHROME.format(visitor), referer="https://shop.example/", **headers)
        assert (answer.status_code, answer.headers["cache-control"]) == (302, "private, no-store")
        return answer.headers["location"]

    visitors = range(100, 120)
    locations = {visitor: sent(visitor) for visitor in visitors}
    pinned = [httpx.URL(house.path(arm, "web", "card", "jpeg", "immutable_url")).path for arm in arms]
    assert set(locations.values()) == set(pinned)
    with ThreadPoolExecutor(8) as pool:
        for _ in range(2):  # at once, and nobody waits for another
            assert dict(zip(visitors, pool.map(sent, visitors), strict=True)) == locations
    assert {edge.get(each).status_code for each in pinned} == {200}
    assert {sent(visitor, sec_gpc="1") for visitor in visitors[:8]} == {pinned[0]}
    assert {sent(visitor, purpose="prefetch") for visitor in visitors[:8]} == {pinned[0]}
    event = {"asset": arms[0], "channel": "web", "class": "acted", "kind": "click"}
    buyers = [visitor for visitor in visitors if locations[visitor] == pinned[1]]
    for visitor in buyers:
        told = {"User-Agent": CHROME.format(visitor), "Origin": "https://shop.example"}
        assert httpx.post(edge.base + "/e", json=event, headers=told).status_code == 202

    def arms_counted() -> list[tuple[int, int]]:
        report = house.client.get(one)["report"]
        assert not report["is_mismatched"]
        return [(arm["visitors"], arm["conversions"]) for arm in report["arms"]]

    expected = [(len(visitors) - len(buyers), 0), (len(buyers), len(buyers))]
    wait_until(lambda: arms_counted() == expected, seconds=15, what=f"the report says {expected}", every=0.3)
    house.client.post(f"{one}/end", {})
    wait_until(lambda: edge.get(path).status_code == 200, seconds=10, what="it has ended", every=0.05)
