"""What people do with the pages: find, pick, move the focal point, review, upload and go on."""

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from dam.accounts.caller import HOUSE
from dam.assets.ingest import NewAsset, receive_file
from dam.assets.read import AssetFilter, get_asset, list_assets
from dam.assets.versions import list_versions
from tests.admin_ui.houses import Home, asset_id, picture
from tests.browser.people import sign_in


def test_a_facet_narrows_the_wall_in_place_and_back_widens_it(page: Page, home: Home) -> None:
    sign_in(page, home)
    expect(page.locator("[data-tile]")).to_have_count(4)
    page.check("#facets-form input[name=status][value=approved]")
    expect(page.locator("[data-tile]")).to_have_count(1)
    expect(page).to_have_url(f"{home.url}/?status=approved")
    page.click(".chip.active")
    expect(page.locator("[data-tile]")).to_have_count(4)
    page.go_back()
    expect(page.locator("[data-tile]")).to_have_count(1)


def test_the_wall_by_keyboard(page: Page, home: Home) -> None:
    sign_in(page, home)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("x")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("x")
    expect(page.locator("[data-selected-count]")).to_have_text("2 selected")
    page.keyboard.press("Escape")
    expect(page.locator(".floating-bar")).to_be_hidden()
    page.keyboard.press("Control+a")
    expect(page.locator("[data-selected-count]")).to_have_text("4 selected")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("fauteuil?u")
    expect(page.locator("#help")).to_be_hidden()
    page.fill("#search", "fauteuil")
    page.keyboard.press("Enter")
    expect(page.locator("[data-tile]")).to_have_count(1)
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()


def test_single_keys_can_be_switched_off(page: Page, home: Home) -> None:
    sign_in(page, home)
    page.keyboard.press("?")
    page.uncheck("#help [data-keys-switch]")
    page.click("#help .head button")
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_hidden()


def test_tags_for_a_selection(page: Page, home: Home) -> None:
    sign_in(page, home)
    page.locator("[data-tile]").first.hover()
    page.locator("[data-tile] .pick input").first.check()
    page.click('button[popovertarget="tag-menu"]')
    page.fill('#tag-menu input[name="tags"]', "salon")
    page.click('#tag-menu button[value="tag"]')
    expect(page.locator(".flash")).to_contain_text("1 asset changed.")
    assert list_assets(home.core, HOUSE, AssetFilter(tag="salon")).total == 1


def test_the_focal_point_follows_the_mouse_and_the_keys(page: Page, home: Home) -> None:
    sign_in(page, home)
    mine = asset_id(home, "Vase bleu")
    page.goto(f"{home.url}/assets/{mine}")
    box = page.locator(".stage-picture").bounding_box()
    assert box is not None
    with page.expect_response("**/focal-point"):
        page.mouse.click(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.5)
    assert abs(get_asset(home.core, HOUSE, mine).focal_point.x - 0.25) < 0.02
    crop = page.locator(".crop-picture img").first
    assert crop.evaluate("(image) => getComputedStyle(image).objectPosition").startswith("0%")
    page.focus(".focal-mark")
    with page.expect_response("**/focal-point"):
        page.keyboard.press("Shift+ArrowRight")
    assert abs(get_asset(home.core, HOUSE, mine).focal_point.x - 0.35) < 0.02


def test_review_goes_on_by_keys(page: Page, home: Home) -> None:
    sign_in(page, home)
    page.goto(f"{home.url}/review")
    page.keyboard.press("r")
    expect(page.locator('input[name="reason"]')).to_be_focused()
    page.locator("h1").click()
    page.keyboard.press("a")
    expect(page.locator(".empty h2")).to_contain_text("Nothing waits for you")


def test_uploads_go_on_across_pages(page: Page, home: Home, tmp_path: Path) -> None:
    sign_in(page, home)
    files = [
        tmp_path / "Été.jpg",
        tmp_path / "Encore.jpg",
        tmp_path / "Deux fois.jpg",
        tmp_path / "program.exe",
    ]
    for file, content in zip(
        files,
        (picture("#123456"), picture("#654321"), picture("#3a74bf", (640, 400)), b"MZ" * 99),
        strict=True,
    ):
        file.write_bytes(content)
    page.keyboard.press("u")
    page.click("#upload-dialog summary")
    page.fill('#upload-form input[name="tags"]', "import")
    page.set_input_files("#upload-dialog input[type=file]", files)
    expect(page.locator("#upload-dialog [data-upload-total]")).to_have_text(
        "2 added, 1 duplicate, 1 failed", timeout=30_000
    )
    expect(page.locator(".upload-row.duplicate")).to_contain_text("Already in the library")
    page.click('.upload-row.duplicate .upload-choices button:text("Keep both")')
    expect(page.locator("#upload-dialog [data-upload-total]")).to_have_text(
        "3 added, 0 duplicates, 1 failed", timeout=30_000
    )
    page.click("#upload-dialog footer button")
    expect(page.locator("#dock")).to_be_visible()
    page.click('.rail a[href="/collections"]')
    expect(page.locator("h1")).to_have_text("Collections")
    expect(page.locator("#dock")).to_contain_text("3 added, 0 duplicates, 1 failed")
    assert list_assets(home.core, HOUSE, AssetFilter(tag="import")).total == 3


def test_what_was_replaced_can_come_back_as_a_new_version(page: Page, home: Home, tmp_path: Path) -> None:
    mine = asset_id(home, "Vase bleu")
    first, second = tmp_path / "Avant.jpg", tmp_path / "Vase bleu.jpg"
    first.write_bytes(picture("#111111", (700, 300)))
    second.write_bytes(picture("#3a74bf"))
    sign_in(page, home)
    page.goto(f"{home.url}/assets/{mine}")
    page.set_input_files(".version-form input[type=file]", first)
    page.click(".version-form button")
    expect(page.locator(".flash")).to_contain_text("Version 2")
    home.finish()
    page.keyboard.press("u")
    page.set_input_files("#upload-dialog input[type=file]", second)
    page.click(".upload-choices button:text('New version of “Avant”')", timeout=30_000)
    expect(page.locator("#upload-dialog [data-upload-total]")).to_have_text(
        "1 added, 0 duplicates, 0 failed", timeout=30_000
    )
    assert [version.number for version in list_versions(home.core, HOUSE, mine)] == [3, 2, 1]


def test_a_preview_appears_by_itself_once_it_is_made(page: Page, home: Home) -> None:
    sign_in(page, home)
    new = receive_file(home.core, HOUSE, [picture("#224466", (800, 300))], NewAsset("Bientôt.jpg")).asset_id
    page.goto(f"{home.url}/assets/{new}")
    expect(page.locator(".stage-picture > .icon")).to_be_visible()
    expect(page.locator(".stage-picture > img")).to_be_hidden()
    home.finish()
    drawn = page.locator(".stage-picture > img")
    expect(drawn).to_be_visible(timeout=20_000)
    assert drawn.evaluate("(image) => image.naturalWidth") == 800
    expect(page.locator(".stage-picture > .icon")).to_be_hidden()


def test_previous_and_next_follow_the_wall(page: Page, home: Home) -> None:
    sign_in(page, home)
    page.locator("[data-tile] a").nth(1).click()
    page.wait_for_url("**/assets/*")
    here = page.url
    page.keyboard.press("]")
    page.wait_for_function("(before) => location.href !== before", arg=here)
    page.keyboard.press("[")
    page.wait_for_url(here)


def test_a_preset_says_what_would_change(page: Page, home: Home) -> None:
    sign_in(page, home)
    page.goto(f"{home.url}/channels/social/presets/story")
    page.fill('input[name="width"]', "900")
    expect(page.locator("#preview .big-figure").first).to_have_text("1")


def test_a_preset_is_changed_looked_at_saved_and_taken_back(page: Page, home: Home) -> None:
    sign_in(page, home)
    address = f"{home.url}/channels/social/presets/link"
    page.goto(address)
    page.fill('input[name="width"]', "wide")
    expect(page.locator("#preview .wrong")).to_have_text("Give a width in whole numbers.")
    page.click("#preset-form button.primary")
    expect(page.locator('input[name="width"]')).to_be_focused()
    expect(page.locator("#wrong-width")).to_be_visible()
    page.fill('input[name="width"]', "630")
    expect(page.locator("#wrong-width")).to_have_count(0)
    expect(page.locator("#preview .moved-crops li")).not_to_have_count(0)
    expect(page.locator("#preview .facts-list")).to_contain_text("Computing")
    page.click("#preset-form button.primary")
    expect(page.locator(".flash")).to_contain_text("Saved.")
    page.goto(address)
    expect(page.locator(".revisions li").first).to_contain_text("Changed: width")
    page.click(".revisions form button")
    expect(page.locator(".flash")).to_contain_text("Restored.")
    expect(page.locator('input[name="width"]')).to_have_value("1200")


def test_everything_needed_works_without_scripts(chromium: Browser, home: Home) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    sign_in(page, home)
    page.check("#facets-form input[name=status][value=approved]")
    page.click("#facets-form button")
    expect(page.locator("[data-tile]")).to_have_count(1)
    page.locator("[data-tile] a").click()
    page.fill('input[name="title"]', "Vase sans script")
    page.click('form[action$="/texts"] button')
    expect(page.locator("h1")).to_have_text("Vase sans script")
    page.click("a.upload-button")
    expect(page.locator("form[action='/upload']")).to_be_visible()
    context.close()
