"""Reviewing by keyboard alone: twenty assets, a comment, a reason, and a pin on the picture."""

import re

from playwright.sync_api import Page, expect

from dam.accounts.caller import HOUSE
from dam.assets.ingest import NewAsset, receive_file
from dam.assets.read import AssetFilter, get_asset, list_assets
from dam.assets.review.threads import list_threads
from dam.assets.workflow.rules import change_workflow
from tests.admin_ui.houses import Home, asset_id, picture
from tests.browser.people import sign_in

ASSETS = 20


def test_twenty_assets_are_reviewed_by_keyboard(page: Page, home: Home) -> None:
    for number in range(ASSETS - 1):  # one waits already
        content = picture(f"#{number:02x}40a0", (8, 6), "PNG")
        receive_file(home.core, HOUSE, [content], NewAsset(f"{number}.png", status="in_review"))
    item = {"key": "brand", "titles": {"en": "As the brand book asks"}}
    change_workflow(home.core, HOUSE, {"checklists": {"image": [item]}})
    sign_in(page, home)
    page.goto(f"{home.url}/review")
    title = page.locator(".review-bar h2")
    first = title.inner_text()
    page.keyboard.press("c")
    page.keyboard.type("Trop sombre à gauche")
    page.keyboard.press("Enter")
    expect(page.locator(".review-threads")).to_contain_text("Trop sombre à gauche")
    expect(title).to_have_text(first)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("1")
    expect(page.locator("[data-tick]")).to_have_attribute("aria-pressed", "true")
    for left in range(ASSETS - 1, -1, -1):
        shown = title.inner_text()
        if left % 5 == 0:
            page.keyboard.press("r")
            page.keyboard.type("Flou")
            page.keyboard.press("Enter")
        else:
            page.keyboard.press("a")
        if left:
            expect(page.locator(".page-head .count")).to_have_text(re.compile(rf"^{left} "))
            expect(title).not_to_have_text(shown)
    expect(page.locator(".empty h2")).to_contain_text("Nothing waits for you")
    done = {
        status: list_assets(home.core, HOUSE, AssetFilter(status=status)).total
        for status in ("approved", "draft")
    }
    assert done == {"approved": 1 + 16, "draft": 2 + 4}
    reviewed = asset_id(home, "Affiche rouge")
    assert [each.comments[0].body for each in list_threads(home.core, HOUSE, reviewed)] == [
        "Trop sombre à gauche"
    ]


def test_a_pin_is_put_by_a_click_and_somebody_mentioned_by_keyboard(page: Page, home: Home) -> None:
    asset = asset_id(home, "Affiche rouge")
    sign_in(page, home)
    page.goto(f"{home.url}/assets/{asset}/discussion")
    box = page.locator(".stage-picture").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.5)
    expect(page.locator("#new-comment textarea")).to_be_focused()
    expect(page.locator("[data-new-pin]")).to_be_visible()
    page.keyboard.type("Ici, @man")
    expect(page.locator(".mention-list [role=option]")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#new-comment textarea")).to_have_value("Ici, @Manager ")
    page.click("#new-comment .primary")
    expect(page.locator(".pin:not(.new)")).to_have_count(1)
    (thread,) = list_threads(home.core, HOUSE, asset)
    assert thread.pin.x is not None
    assert abs(thread.pin.x - 0.25) < 0.02
    assert list(thread.comments[0].mentions.values()) == ["Manager"]
    page.focus(".pin:not(.new)")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"#thread-{thread.id}$"))
    assert get_asset(home.core, HOUSE, asset).status == "in_review"
