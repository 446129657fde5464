"""Hundreds of assets edited at once by keyboard alone: found, looked at first, made, followed, found anew, and undone."""

import re

from playwright.sync_api import Page, expect

from dam.accounts.caller import HOUSE
from dam.assets.bulk import steps
from dam.assets.bulk.limits import STEP_ASSETS
from dam.assets.bulk.read import list_bulk_edits
from dam.assets.read import get_asset
from dam.metadata.fields import save_field
from dam.search.update import index_assets
from tests.admin_ui.houses import Home
from tests.browser.people import sign_in
from tests.dam.assets.factory import fill_library
from tests.scale import many

ASSETS = many(60, 500)


def search(page: Page, words: str, found: int) -> None:
    """Search as somebody does whose hands stay on the keys."""
    page.locator("h1").focus()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    page.keyboard.press("Control+a")
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    expect(page.locator("#library-head .count")).to_have_text(re.compile(rf"^{found} assets?$"))


def test_hundreds_are_edited_followed_and_undone_by_keyboard(page: Page, home: Home) -> None:
    save_field(home.core, HOUSE, "season", kind="text", label={"en": "Season"})
    ids = fill_library(home.core, ASSETS, title="Vague {n}", tags=("mer",))
    index_assets(home.core, home.house.index, ids)
    before = [get_asset(home.core, HOUSE, asset_id) for asset_id in ids]
    sign_in(page, home)
    search(page, "vague", ASSETS)
    page.get_by_role("link", name="Edit all").press("Enter")
    expect(page.locator(".page-head .count")).to_have_text(f"{ASSETS} assets")
    page.get_by_label("Add, separated by commas").focus()
    page.keyboard.type("solstice")
    page.get_by_label("Change: Season").press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("Hiver")
    page.keyboard.press("Enter")

    expect(
        page.locator("#progress [role=progressbar], .page-head form[action$='/make']").first
    ).to_be_visible()
    (edit,) = list_bulk_edits(home.core, HOUSE).items
    assert get_asset(home.core, HOUSE, ids[0]).tags == ("mer",)
    home.finish()
    make = page.get_by_role("button", name=f"Change {ASSETS} assets")
    expect(make).to_be_visible(timeout=10_000)
    expect(page.locator(".bulk-change ins").first).to_have_text("mer, solstice")
    assert get_asset(home.core, HOUSE, ids[0]).tags == ("mer",)
    make.press("Enter")
    expect(page.get_by_role("progressbar", name="In progress")).to_have_attribute("aria-valuenow", "0")
    steps._step(home.core, edit.id)
    steps._step(home.core, edit.id)
    expect(page.get_by_role("progressbar", name="In progress")).not_to_have_attribute("aria-valuenow", "0")
    known = page.get_by_role("progressbar", name="Known to the search")
    expect(known).to_have_attribute("aria-valuenow", "0")
    home.finish()
    expect(page.get_by_role("button", name="Undo this edit")).to_be_visible()
    expect(known).to_have_count(0)
    page.goto(home.url)
    search(page, "solstice", ASSETS)
    page.goto(f"{home.url}/bulk/{edit.id}")
    page.get_by_role("button", name="Undo this edit").press("Enter")
    expect(page.locator("#progress")).to_contain_text(f"0 / {ASSETS}")
    home.finish()
    expect(page.locator(".notice")).to_contain_text("Undone by Admin")
    page.goto(home.url)
    page.keyboard.press("/")
    page.keyboard.type("solstice")
    page.keyboard.press("Enter")
    expect(page.locator("#results .empty")).to_be_visible()
    for was in before:
        now = get_asset(home.core, HOUSE, was.id)
        assert (now.tags, now.fields, now.title) == (was.tags, was.fields, was.title)
    assert ASSETS > 2 * STEP_ASSETS, "two steps leave something to follow"
