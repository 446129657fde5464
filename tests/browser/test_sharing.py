"""A share from making it to its end: a guest without an account sees what is lit, and nothing once the licence ends."""

import re
import time
from datetime import timedelta

import httpx
from playwright.sync_api import Browser, Page, expect

from dam.accounts.caller import HOUSE
from dam.assets.collections import add_assets, create_collection
from dam.assets.edit import edit_asset
from dam.sharing.portals import create_portal
from tests.admin_ui.houses import Home, asset_id
from tests.browser.people import sign_in


def test_a_licence_ends_and_every_door_goes_dark(page: Page, chromium: Browser, home: Home) -> None:
    lit = asset_id(home, "Vase bleu")
    press = create_collection(home.core, HOUSE, name="Presse").id
    add_assets(home.core, HOUSE, press, [lit])
    given = {"slug": "press", "titles": {"en": "Press"}, "channel": "social", "collections": [press]}
    create_portal(home.core, HOUSE, {**given, "is_published": True})
    home.finish()
    sign_in(page, home)

    page.goto(f"{home.url}/assets/{lit}")
    page.click("[popovertarget=asset-menu]")
    page.click("text=Share with guests…")
    page.select_option("select[name=channel]", "social")
    page.click(".card .primary")
    address = page.locator("h2.link-address").inner_text()
    path = re.sub(r"^https?://[^/]+", "", address)

    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="fr-FR")
    guest = context.new_page()
    guest.goto(home.url + path)
    expect(guest.locator("html")).to_have_attribute("lang", "fr")
    expect(guest.locator(".wall img")).to_have_count(1)
    assert guest.evaluate("document.querySelector('.wall img').complete")
    guest.click(".wall a")
    with guest.expect_download() as download:
        guest.click(".files a >> nth=0")
    assert download.value.path().stat().st_size > 1000
    page.reload()
    expect(page.locator("main .facts").first).to_contain_text(re.compile(r"Downloads\s*1"))

    web = f"{home.url}/d/social/square/{lit}.jpeg"
    with httpx.Client() as client:
        assert client.get(web).status_code == 200
        assert "Vase bleu" in client.get(f"{home.url}/p/press").text
        ends = home.core.now() + timedelta(seconds=1)
        edit_asset(home.core, HOUSE, lit, {"rights": {"expires_at": ends.isoformat()}})
        home.finish()
        time.sleep(3.2)  # a second to the end, and two in which every process has heard of it
        assert client.get(web).status_code == 410
        assert "Vase bleu" not in client.get(f"{home.url}/p/press").text
    guest.goto(home.url + path)
    expect(guest.locator(".wall img")).to_have_count(0)
    expect(guest.locator("main")).to_contain_text("ne peut pas être montrée actuellement")
    page.goto(f"{home.url}/?channel=social")
    expect(page.locator(f"#tile-{lit}")).to_have_count(0)
    page.goto(f"{home.url}/?rights=ended")
    expect(page.locator(f"#tile-{lit}")).to_have_count(1)
    context.close()
