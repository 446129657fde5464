"""axe-core finds nothing on any page: phone and desktop, light and dark, French and English, dialogs open."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from dam.accounts.caller import HOUSE
from dam.assets.ingest import NewAsset, receive_file
from tests.admin_ui.houses import Home, asset_id, picture
from tests.browser.people import choose, sign_in
from tests.packages import npm_packages

FOLDER = Path(__file__).parent

PAGES = (
    "/",
    "/?view=table",
    "/?q=zzzqqq",
    "/?status=approved&colour=blue",
    "/upload",
    "/assets/{asset}",
    "/collections",
    "/channels",
    "/channels/social/presets/story",
    "/channels/social/new-preset",
    "/insights",
    "/review",
    "/trash",
    "/people",
    "/tokens",
    "/account",
    "/assets/nothing-here",
    "/assets/{coming}",
    "/no/such/page",
)

OPENED = (
    ("/", "document.getElementById('upload-dialog').showModal()"),
    ("/", "document.getElementById('help').showPopover()"),
    ("/", "document.getElementById('theme-menu').showPopover()"),
    ("/", "document.getElementById('facets').showPopover()"),
    ("/", "document.querySelectorAll('.pick input').forEach((box) => box.click())"),
    (
        "/",
        "document.querySelector('.pick input').click(); document.getElementById('status-menu').showPopover()",
    ),
    ("/assets/{asset}", "document.getElementById('move-withdrawn').showModal()"),
    ("/assets/{asset}", "document.querySelectorAll('details').forEach((each) => { each.open = true; })"),
    ("/collections", "document.getElementById('new-collection').showModal()"),
    ("/channels", "document.getElementById('new-channel').showModal()"),
)
"""Pages with something opened on them."""


@pytest.fixture(scope="module")
def axe() -> str:
    """The checker's source; it is evaluated in the page's world, where the policy does not reach."""
    return (npm_packages(FOLDER) / "axe-core" / "axe.min.js").read_text()


def violations(page: Page, axe: str) -> list[str]:
    """Run the checker and say what it finds in one line each."""
    page.evaluate(axe)
    found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{each['id']}: {node['target']} {node['failureSummary'][:160]!r}"
        for each in found["violations"]
        for node in each["nodes"][:3]
    ]


@pytest.mark.slow
@pytest.mark.parametrize("locale", ["fr", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_no_violation(
    chromium: Browser, still_home: Home, axe: str, width: int, theme: str, locale: str
) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    choose(page, still_home, locale=locale, theme=theme)
    page.goto(f"{still_home.url}/sign-in")
    found = [f"/sign-in {line}" for line in violations(page, axe)]
    sign_in(page, still_home, locale=locale)
    asset = asset_id(still_home, "Vase bleu")
    coming = receive_file(still_home.core, HOUSE, [picture("#224466")], NewAsset("Bientôt.jpg")).asset_id
    for path, script in (*((path, "") for path in PAGES), *OPENED):
        page.goto(still_home.url + path.format(asset=asset, coming=coming))
        if script:
            page.evaluate(script)
        found += [f"{path} {script} {line}" for line in violations(page, axe)]
        overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        found += [f"{path} is {overflow} px wider than the screen"] if overflow > 0 else []
    context.close()
    assert not found, "\n".join(found)
