"""The open doors: a beacon, a pixel and the script that uses the beacon."""

import json
import socket
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa
from starlette.applications import Starlette

from dam.core import Core
from dam.engagement.journeys import new_journey
from dam.engagement.models import Event
from delivery.events import visit
from delivery.events.routes import routes
from delivery.events.script import SCRIPT
from delivery.house import House
from tests.dam.engagement.world import BROWSER, an_event, count_events, outcomes
from tests.delivery.api.serving import served
from tests.journeys.waiting import wait_until


def events(core: Core) -> list[Event]:
    with core.db.read() as session:
        return list(session.scalars(sa.select(Event).order_by(Event.seq)))


@pytest.mark.parametrize(
    "media_type", ["text/plain;charset=UTF-8", "application/json", "application/x-www-form-urlencoded"]
)
def test_a_beacon_is_taken_as_one_or_many(
    door: httpx.Client, core: Core, asset: str, media_type: str
) -> None:
    one, many = an_event(asset, id="a"), {"events": [an_event(asset, id="a"), an_event(asset, "acted"), 7]}
    headers = {"content-type": media_type, "origin": "https://www.shop.example:8443"}
    first = door.post("/e", content=json.dumps(one), headers=headers)
    second = door.post("/e", content=json.dumps(many), headers=headers)
    assert (first.status_code, first.json()) == (202, {"accepted": 1, "duplicate": 0, "dropped": []})
    told = second.json()
    assert (told["accepted"], told["duplicate"]) == (1, 1)
    assert [(drop["index"], drop["reason"]) for drop in told["dropped"]] == [(2, "malformed")]
    assert second.headers["access-control-allow-origin"] == "*"
    assert "set-cookie" not in second.headers
    seen, acted = events(core)
    assert (seen.site, seen.actor, seen.source, seen.class_) == (
        "www.shop.example",
        "human",
        "beacon",
        "seen",
    )
    assert (acted.kind, len(acted.visitor)) == ("click", 16)


@pytest.mark.parametrize("body", [b"", b"{", b"7", b"[]", b"\xff\xfe", b'{"events": 7}', b"[" * 9_000])
def test_a_body_that_cannot_be_read_is_refused_and_counted(
    door: httpx.Client, core: Core, body: bytes
) -> None:
    answer = door.post("/e", content=body)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert outcomes(core) == {"received": 1, "malformed": 1}


def test_a_body_that_is_too_large_is_refused(door: httpx.Client, core: Core) -> None:
    assert door.post("/e", content=b" " * 65_537).status_code == 413
    assert door.post("/e", content=iter([b" " * 40_000] * 2)).status_code == 413
    wait_until(
        lambda: outcomes(core, "beacon") == {"received": 2, "too_large": 2}, seconds=20, what="it is counted"
    )


@pytest.mark.parametrize("path", ["/e", "/e.gif"])
def test_another_method_is_told_which_ones_there_are(door: httpx.Client, path: str) -> None:
    answer = door.delete(path)
    assert answer.status_code == 405
    assert answer.headers["allow"]


def test_who_leaves_in_the_middle_of_a_body_is_not_counted(
    door: httpx.Client, core: Core, asset: str
) -> None:
    with socket.create_connection((door.base_url.host, door.base_url.port or 80)) as line:
        line.sendall(b"POST /e HTTP/1.1\r\nhost: x\r\ncontent-length: 500\r\n\r\n{")
    assert door.post("/e", json=an_event(asset)).status_code == 202
    assert outcomes(core) == {"received": 1, "accepted": 1}


def test_a_journey_is_taken_only_for_sites_that_let_their_links_carry_one(
    door: httpx.Client, house: House, core: Core, asset: str
) -> None:
    opened = replace(house, settings=replace(house.settings, journey_sites=("shop.example",)))
    app = Starlette(routes=routes())
    app.state.house = opened
    token = new_journey(core.now())
    with served(app) as url:
        for headers in ({}, {"sec-gpc": "1"}):
            httpx.post(f"{url}/e", json=an_event(asset, journey=token), headers={**BROWSER, **headers})
    door.post("/e", json=an_event(asset, journey=token))
    assert [event.journey for event in events(core)] == [token, "", ""]


def test_a_full_disk_acknowledges_nothing(door: httpx.Client, core: Core, asset: str) -> None:
    @sa.event.listens_for(core.db.engine, "begin")
    def fill(connection: sa.Connection) -> None:
        connection.connection.cursor().execute("PRAGMA max_page_count = 1")

    event = an_event(asset, placement="x" * 200)
    answers = [door.post("/e", json={"events": [event] * 100}) for _ in range(3)]
    refused = [answer for answer in answers if answer.status_code == 503]
    assert refused
    assert all(int(answer.headers["retry-after"]) > 0 for answer in refused)
    assert count_events(core) == 100 * (len(answers) - len(refused))


def test_any_page_may_ask_beforehand(door: httpx.Client) -> None:
    answer = door.options(
        "/e", headers={"origin": "https://shop.example", "access-control-request-method": "POST"}
    )
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-headers"] == "content-type"


def test_a_pixel_counts_as_rendered(door: httpx.Client, core: Core, asset: str) -> None:
    address = {"asset": asset, "channel": "email", "placement": "newsletter", "campaign": "été"}
    answer = door.get(
        "/e.gif", params=address, headers={"user-agent": "Mozilla/5.0 (via ggpht.com GoogleImageProxy)"}
    )
    assert (answer.status_code, len(answer.content), answer.content[:6]) == (200, 43, b"GIF89a")
    assert answer.headers["content-type"] == "image/gif"
    assert answer.headers["cache-control"] == "no-store"
    (event,) = events(core)
    assert (event.class_, event.channel, event.campaign, event.actor) == ("rendered", "email", "été", "proxy")
    assert door.head("/e.gif", params=address).status_code == 200
    assert count_events(core) == 1


def test_a_pixel_with_nothing_to_count_is_still_a_picture(door: httpx.Client, core: Core) -> None:
    assert len(door.get("/e.gif").content) == 43
    assert outcomes(core) == {"received": 1, "malformed": 1}


def test_who_bears_our_cookie_is_staff(door: httpx.Client, core: Core, asset: str) -> None:
    door.post("/e", json=an_event(asset), headers={"cookie": "vitrine=anything"})
    assert [event.actor for event in events(core)] == ["staff"]


@pytest.mark.parametrize("agent", ["Mozilla/5.0", "Mozilla/5.0 (via ggpht.com GoogleImageProxy)"])
def test_a_pixel_that_a_mail_provider_fetched_is_no_person(
    door: httpx.Client, core: Core, asset: str, agent: str
) -> None:
    door.get("/e.gif", params={"asset": asset, "channel": "email"}, headers={"user-agent": agent})
    assert [event.actor for event in events(core)] == ["proxy"]


def test_the_script_is_small_and_cached(door: httpx.Client) -> None:
    answer = door.get("/v.js")
    assert answer.content == SCRIPT
    assert len(SCRIPT) < 3_000
    assert answer.headers["content-type"].startswith("text/javascript")
    assert door.get("/v.js", headers={"if-none-match": answer.headers["etag"]}).status_code == 304


def test_nothing_of_the_visitor_is_kept(
    door: httpx.Client, core: Core, asset: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    canary = {**BROWSER, "user-agent": "Mozilla/5.0 CanaryBrowser", "x-forwarded-for": "198.51.100.77"}
    referer = {**canary, "referer": "https://shop.example/coats/red?canary-query#canary-place"}
    assert door.post("/e", json=an_event(asset), headers=referer).status_code == 202
    assert door.get("/e.gif", params={"asset": asset, "channel": "email"}, headers=referer).status_code == 200
    assert [len(event.visitor) for event in events(core)] == [16, 16]
    found = (
        b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()) + caplog.text.encode()
    )
    assert b"shop.example" in found
    assert {event.page for event in events(core)} == {"/coats/red"}
    for word in (b"198.51.100", b"\xc6\x33\x64\x4d", b"Canary", b"canary"):
        assert word not in found


@pytest.mark.parametrize("header", ["Sec-GPC", "DNT"])
def test_who_asks_not_to_be_followed_has_no_key(
    door: httpx.Client, core: Core, asset: str, header: str
) -> None:
    door.post("/e", json=an_event(asset), headers={header: "1"})
    assert [event.visitor for event in events(core)] == [""]


def test_a_ledger_that_does_not_answer_is_said_so(door: httpx.Client, core: Core, asset: str) -> None:
    with core.db.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE events RENAME TO hidden"))
    answer = door.post("/e", json=an_event(asset))
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    pixel = door.get("/e.gif", params={"asset": asset, "channel": "email"})
    assert (pixel.status_code, len(pixel.content)) == (503, 43)


def test_long_addresses_of_pages_are_not_remembered(door: httpx.Client, core: Core, asset: str) -> None:
    visit._place_of.cache_clear()
    for number in range(3):
        headers = {
            "origin": "https://shop.example",
            "referer": f"https://shop.example/{number}?{'a' * 1_500}",
        }
        assert door.post("/e", json=an_event(asset), headers=headers).status_code == 202
    assert [(event.site, event.page) for event in events(core)] == [
        ("shop.example", f"/{number}") for number in range(3)
    ]
    assert visit._place_of.cache_info().currsize == 0
