"""A page of another site shows a picture of the house with the script: fetched, seen and clicked are each counted once."""

import time
from datetime import timedelta

from playwright.sync_api import Browser
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from dam.engagement.insights.query import InsightsQuery
from dam.engagement.insights.read import Figures, read_totals
from dam.engagement.logs.delivery_log import fold_logs
from tests.admin_ui.houses import Home, asset_id
from tests.dam.engagement.world import CHROME
from tests.delivery.api.serving import served

PAGE = """<!doctype html><title>Vases</title>
<img id=vase src="{house}/d/social/square/{asset}-vase.jpeg" loading="lazy" width=300 height=300>
<script async src="{house}/v.js" data-campaign="spring"></script>"""


def figures(home: Home) -> Figures:
    """Return what people did, folded into the ledger."""
    fold_logs(home.core, home.house.spool.parent / "log")
    day, now = timedelta(days=1), home.core.now()
    with home.core.db.read() as session:
        return read_totals(session, InsightsQuery(now - day, now + day))


def test_a_picture_is_fetched_seen_and_clicked_once(chromium: Browser, home: Home) -> None:
    asset = asset_id(home, "Vase bleu")

    async def show(_request: Request) -> HTMLResponse:
        return HTMLResponse(PAGE.format(house=home.url, asset=asset))

    context = chromium.new_context(user_agent=CHROME)
    with served(Starlette(routes=[Route("/vases", show)])) as shop:
        page = context.new_page()
        page.goto(f"{shop}/vases")
        page.wait_for_timeout(1_200)
        page.click("#vase")
        page.mouse.wheel(0, 10)
        page.wait_for_timeout(
            1_000
        )  # a beacon of a page that ends would name the headless browser, a machine
    end = time.monotonic() + 10
    while (found := figures(home)).acted < 1 and time.monotonic() < end:
        time.sleep(0.2)
    context.close()
    assert (found.fetched, found.seen, found.acted) == (1, 1, 1)
