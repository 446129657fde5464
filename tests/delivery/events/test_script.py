"""The measuring script in a real browser, on a page of another origin."""

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from dam.clock import now
from dam.core import Core
from dam.engagement.journeys import new_journey
from dam.engagement.models import Event
from delivery.events.pixel import PIXEL_GIF
from tests.dam.engagement.world import CHROME
from tests.delivery.api.serving import served
from tests.films import run_plain

pytestmark = pytest.mark.browser

COATS = """<!doctype html><title>Coats</title><body style="margin:0">
<a href="#there"><img src="/d/web/hero@640w/{asset}-coat.jpeg" data-campaign="spring" width=400 height=300></a>
<div id=sign data-asset="{asset}" data-channel="instore" data-placement="lyon" style="height:100px">A sign</div>
<img src="/broken/hero/{asset}.jpeg" data-asset="{asset}" data-channel="app" width=400 height=100>
<p id=other>Something else</p>
<div style="height:5000px"></div><img src="/d/web/card/{asset}.jpeg" width=400 height=300>
<script async src="{door}/v.js"></script>"""


LATER = """<!doctype html><title>Later</title><body style="margin:0">
<picture><source type="image/gif" srcset="/d/web/hero/{asset}.gif"><img src="/none.gif" width=400 height=100></picture>
<img id=tall src="/d/print/a5/{asset}.gif" style="display:block;width:100%;height:5000px">
<script src="{door}/v.js" data-campaign="autumn" data-journey></script>"""

FILM = """<!doctype html><title>Film</title><body style="margin:0">
<video muted src="/film.webm" data-asset="{asset}" data-channel="web" width=320 height=180></video>
<a id=load href="/d/print/a5/{asset}.pdf?download=1">For print</a>
<script src="{door}/v.js"></script>"""

HANDED = new_journey(now())

PAGES = {
    "/coats": COATS,
    "/later": LATER,
    "/film": FILM,
    "/handed": LATER.replace("data-journey", f'data-journey="{HANDED}"'),
}


@pytest.fixture
def shop(door: httpx.Client, asset: str, tmp_path: Path) -> Iterator[str]:
    """The URL of a shop that shows the asset in many places."""
    film = tmp_path / "film.webm"
    run_plain("-f", "lavfi", "-i", "testsrc2=size=160x90:rate=25:duration=2", "-c:v", "libvpx", str(film))

    async def show(request: Request) -> HTMLResponse:
        page = PAGES[request.url.path]
        return HTMLResponse(page.format(asset=asset, door=str(door.base_url).rstrip("/")))

    async def draw(_request: Request) -> Response:
        return Response(PIXEL_GIF, media_type="image/gif")

    async def play(_request: Request) -> FileResponse:
        return FileResponse(film)

    routes = [
        *(Route(path, show) for path in PAGES),
        Route("/d/{rest:path}", draw),
        Route("/film.webm", play),
    ]
    with served(Starlette(routes=routes)) as url:
        yield url


def told(core: Core, at_least: int) -> list[tuple[str, str, str, str, str, str]]:
    """Wait for the script's events, ten seconds at the most, and return what they say."""
    end = time.monotonic() + 10
    while True:
        with core.db.read() as session:
            events = session.scalars(sa.select(Event).order_by(Event.channel, Event.seq)).all()
        if len(events) >= at_least or time.monotonic() > end:
            return [
                (one.channel, one.class_, one.kind, one.placement, one.campaign, one.site) for one in events
            ]
        time.sleep(0.1)


def test_what_is_seen_and_clicked_is_told_once(chromium: Browser, shop: str, core: Core) -> None:
    context = chromium.new_context(user_agent=CHROME)
    page = context.new_page()
    page.goto(f"{shop}/coats")
    page.click("#other")
    page.click("img >> nth=0", button="right")
    seen = told(core, 2)
    page.click("img >> nth=0")
    page.mouse.wheel(0, 50)
    page.goto("about:blank")
    acted = told(core, 3)
    context.close()
    assert seen == [
        ("instore", "seen", "", "lyon", "", "127.0.0.1"),
        ("web", "seen", "", "/coats", "spring", "127.0.0.1"),
    ]
    assert acted == [*seen, ("web", "acted", "click", "/coats", "spring", "127.0.0.1")]


def test_nothing_is_told_before_a_second_has_passed(chromium: Browser, shop: str, core: Core) -> None:
    page = chromium.new_page(user_agent=CHROME)
    page.goto(f"{shop}/coats")
    page.wait_for_timeout(500)
    page.goto("about:blank")
    page.wait_for_timeout(1_500)
    page.close()
    assert told(core, 0) == []


SAYING_NO = {
    "gpc": "Object.defineProperty(navigator, 'globalPrivacyControl', {value: true})",
    "dnt": "Object.defineProperty(navigator, 'doNotTrack', {value: '1'})",
    "objection": "document.cookie = 'vitrine_opt_out=1'",
    "hidden": "Object.defineProperty(document, 'hidden', {value: true})",
}
"""What a browser does before the page begins; nobody looks at a page that is hidden."""


def test_who_says_no_or_does_not_look_sends_nothing(chromium: Browser, shop: str, core: Core) -> None:
    contexts = []
    for says_no in SAYING_NO.values():
        context = chromium.new_context(user_agent=CHROME)
        context.add_init_script(says_no)
        page = context.new_page()
        page.goto(f"{shop}/coats")
        contexts.append((context, page))
    for context, page in contexts:
        if page is not contexts[-1][1]:
            page.click("img >> nth=0")
        page.wait_for_timeout(1_700 if page is contexts[-1][1] else 100)
        context.close()
    assert told(core, 0) == []


def test_pictures_that_are_chosen_added_changed_or_larger_than_the_window(
    chromium: Browser, shop: str, core: Core, asset: str
) -> None:
    context = chromium.new_context(user_agent=CHROME, viewport={"width": 800, "height": 600})
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    token = new_journey(core.now())
    page.goto(f"{shop}/later?a=1&vj={token}")
    page.evaluate(
        """asset => {
            const added = (src) => Object.assign(new Image(100, 100), {src, style: 'position:fixed;top:0;right:0'});
            document.body.append(added(`/d/app/card/${asset}.gif`));
            const late = added('data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==');
            document.body.append(late);
            setTimeout(() => { late.src = `/d/email/hero/${asset}.gif`; }, 1200);
            document.dispatchEvent(new Event('click'));
        }""",
        asset,
    )
    page.wait_for_timeout(200)
    page.mouse.wheel(0, 30)
    found = told(core, 4)
    context.close()
    assert [(event[0], event[1], event[4]) for event in found] == [
        (channel, "seen", "autumn") for channel in ("app", "email", "print", "web")
    ]
    assert errors == []
    with core.db.read() as session:
        events = session.scalars(sa.select(Event)).all()
    assert {(event.page, event.journey) for event in events} == {("/later", token)}


def test_a_page_may_hand_the_token_over_itself(chromium: Browser, shop: str, core: Core) -> None:
    context = chromium.new_context(user_agent=CHROME, viewport={"width": 800, "height": 600})
    page = context.new_page()
    page.goto(f"{shop}/handed?vj={new_journey(core.now())}")
    page.mouse.wheel(0, 30)
    assert told(core, 1)
    context.close()
    with core.db.read() as session:
        assert set(session.scalars(sa.select(Event.journey))) == {HANDED}


def test_a_film_is_told_by_quarters_and_a_download_by_its_link(
    chromium: Browser, shop: str, core: Core
) -> None:
    context = chromium.new_context(user_agent=CHROME)
    page = context.new_page()
    page.goto(f"{shop}/film")
    over = "film => new Promise(done => { film.onended = done; film.play(); })"
    page.eval_on_selector("video", over)
    page.eval_on_selector("video", "film => { film.currentTime = 1.9; }")
    page.eval_on_selector("video", over)
    page.evaluate("document.addEventListener('click', event => event.preventDefault())")
    page.click("#load")
    found = told(core, 7)
    context.close()
    kinds = ["play", "quarter", "half", "three-quarters", "end"]
    assert [(event[0], event[2]) for event in found if event[1] == "acted"] == [
        ("print", "download"),
        *(("web", kind) for kind in kinds),
    ]


def test_what_happens_away_from_the_network_is_told_later(chromium: Browser, shop: str, core: Core) -> None:
    context = chromium.new_context(user_agent=CHROME)
    page = context.new_page()
    page.goto(f"{shop}/coats")
    context.set_offline(True)
    page.wait_for_timeout(2_000)
    assert told(core, 0) == []
    context.set_offline(False)
    assert [event[0] for event in told(core, 2)] == ["instore", "web"]
    context.close()
