"""The measuring script in a real browser, on a page of another origin."""

import time
from collections.abc import Iterator

import httpx
import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from dam.core import Core
from dam.engagement.models import Event
from delivery.events.pixel import PIXEL_GIF
from tests.dam.engagement.world import CHROME
from tests.delivery.api.serving import served

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><title>Coats</title><body style="margin:0">
<a href="#there"><img src="/d/web/hero@640w/{asset}-coat.jpeg" data-campaign="spring" width=400 height=300></a>
<div id=sign data-asset="{asset}" data-channel="instore" data-placement="lyon" style="height:100px">A sign</div>
<img src="/broken/hero/{asset}.jpeg" data-asset="{asset}" data-channel="app" width=400 height=100>
<p id=other>Something else</p>
<div style="height:5000px"></div><img src="/d/web/card/{asset}.jpeg" width=400 height=300>
<script async src="{door}/v.js"></script>"""


@pytest.fixture
def shop(door: httpx.Client, asset: str) -> Iterator[str]:
    """The URL of a page that shows the asset in three places."""

    async def show(_request: Request) -> HTMLResponse:
        return HTMLResponse(PAGE.format(asset=asset, door=str(door.base_url).rstrip("/")))

    async def draw(_request: Request) -> Response:
        return Response(PIXEL_GIF, media_type="image/gif")

    with served(Starlette(routes=[Route("/coats", show), Route("/d/{rest:path}", draw)])) as url:
        yield f"{url}/coats"


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
    page.goto(shop)
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
    page.goto(shop)
    page.wait_for_timeout(500)
    page.goto("about:blank")
    page.wait_for_timeout(1_500)
    page.close()
    assert told(core, 0) == []


def test_who_asks_not_to_be_followed_sends_nothing(chromium: Browser, shop: str, core: Core) -> None:
    context = chromium.new_context(user_agent=CHROME)
    context.add_init_script("Object.defineProperty(navigator, 'globalPrivacyControl', {value: true})")
    page = context.new_page()
    page.goto(shop)
    page.click("img >> nth=0")
    page.wait_for_timeout(2_000)
    context.close()
    assert told(core, 0) == []
