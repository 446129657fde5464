"""A marketer's morning in a real Chromium: sign in, drop two files, find one by a French word, copy its address, see it counted."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.films import make_film
from tests.journeys.client import ApiClient
from tests.journeys.running import EMAIL, PASSWORD, running_house
from tests.photographs import photograph

pytestmark = pytest.mark.browser


@pytest.fixture
def house_client(tmp_path: Path) -> Iterator[ApiClient]:
    """A running house of this journey's own, and a client that looks over the marketer's shoulder."""
    with running_house(tmp_path / "home") as house:
        yield house.client(house.serve())


@pytest.fixture
def page(chromium: Browser, house_client: ApiClient) -> Iterator[Page]:
    """A French marketer's browser on a desktop, which may use the clipboard."""
    context = chromium.new_context(
        base_url=house_client.base, viewport={"width": 1440, "height": 900}, locale="fr-FR"
    )
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield context.new_page()
    context.close()


def test_from_the_drop_to_the_figure(page: Page, house_client: ApiClient, tmp_path: Path) -> None:
    picture = tmp_path / "Été au café.png"
    picture.write_bytes(photograph("coffee").read_bytes())
    film = make_film(tmp_path / "Plage.mp4", seconds=1)
    _sign_in(page)
    _upload(page, [picture, film])
    asset = _find(page, "cafés")
    _approve(page, house_client, asset)
    address = _copy_address(page)
    house_client.wait(lambda: _fetch(address) == (200, "image"), 10, "what was approved is served")
    _see_it_counted(page, house_client, asset)


def _sign_in(page: Page) -> None:
    page.goto("/")
    page.fill("input[type=email]", EMAIL)
    page.fill("input[type=password]", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Médiathèque", timeout=20_000)


def _upload(page: Page, files: list[Path]) -> None:
    page.keyboard.press("u")
    page.set_input_files("#upload-dialog input[type=file]", files)
    expect(page.locator("#upload-dialog [data-upload-total]")).to_contain_text("2 ajout", timeout=60_000)
    page.click("#upload-dialog footer button")


def _find(page: Page, words: str) -> str:
    """Search as people do and open the one hit; return the asset's id."""
    page.goto("/")
    page.fill("input[type=search]", words)
    page.keyboard.press("Enter")
    expect(page.locator("[data-tile]")).to_have_count(1, timeout=20_000)
    page.locator("[data-tile] a").first.click()
    page.wait_for_url("**/assets/*")
    return page.url.rsplit("/", 1)[1].split("?")[0]


def _approve(page: Page, client: ApiClient, asset: str) -> None:
    client.wait(lambda: _state(page, asset) == 200, 60, "the preview is there")
    page.reload()
    page.click('button[name="status"][value="approved"]')
    expect(page.locator(".pill.approved").first).to_be_visible(timeout=20_000)


def _copy_address(page: Page) -> str:
    page.locator("#channel-web [data-copy]").first.click()
    return str(page.evaluate("navigator.clipboard.readText()"))


def _fetch(address: str) -> tuple[int, str]:
    """Fetch as a browser does; return the status and the kind of what came."""
    answer = httpx.get(address, headers={"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"})
    return answer.status_code, answer.headers["content-type"].split("/")[0]


def _see_it_counted(page: Page, client: ApiClient, asset: str) -> None:
    def is_counted() -> bool:
        return bool(client.get("/insights", asset=asset)["totals"]["fetched"] == 1)

    client.wait(is_counted, 10, "the fetch is counted")
    page.goto("/insights")
    expect(page.locator(".kpi .big-figure").first).to_have_text("1")


def _state(page: Page, asset: str) -> int:
    return page.request.get(f"/d/admin/preview/{asset}").status
