"""Previews on pages: drawn when they are there, held a place while they are made, and a reason when they never come."""

from dam.accounts.caller import HOUSE, Role
from dam.assets.ingest import NewAsset, receive_file
from tests.admin_ui.houses import Browser, Home, asset_id, browser_of, picture

DEEP = b"<g>" * 200 + b"</g>" * 200
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90">' + DEEP + b"</svg>"


def test_what_is_being_made_is_no_broken_picture(home: Home, admin: Browser) -> None:
    new = receive_file(home.core, HOUSE, [picture("#224466")], NewAsset("Bientôt.jpg")).asset_id
    address = f"/d/admin/preview/{new}?v=1"
    for path in (f"/assets/{new}", f"/assets/{asset_id(home, 'Vase bleu')}"):
        page = admin.get(path).text
        is_new = path.endswith(new)
        assert (f'data-later="{address}"' in page) is is_new
        assert f'src="{address}"' not in page
    home.finish()
    assert f'src="{address}"' in admin.get(f"/assets/{new}").text
    assert "data-later" not in admin.get("/").text


def test_what_never_comes_says_why(home: Home) -> None:
    drawing = receive_file(home.core, HOUSE, [DRAWING], NewAsset("Logo.svg")).asset_id
    broken = receive_file(home.core, HOUSE, [picture("red")[:40] + b"\x00" * 900], NewAsset("b.jpg")).asset_id
    home.finish()
    browser = browser_of(home, Role.ADMIN, "fr")
    for asset, sentence in (
        (drawing, "Le dessin compte trop d’éléments"),
        (broken, "L’original ne peut pas être lu"),
    ):
        page = browser.get(f"/assets/{asset}").text
        assert sentence in page.split('id="stage"')[1].split("</p>")[0]
        assert f"/d/admin/preview/{asset}" not in page
    assert f"/d/admin/thumb/{drawing}" not in browser.get("/").text


def test_the_progress_of_a_failure_brings_its_reason_to_the_stage(home: Home, admin: Browser) -> None:
    broken = receive_file(home.core, HOUSE, [picture("red")[:40] + b"\x00" * 900], NewAsset("b.jpg")).asset_id
    assert 'hx-target="#stage"' not in admin.part(f"/assets/{broken}/progress").text
    home.finish()
    part = admin.part(f"/assets/{broken}/progress").text
    assert "cannot be read" in part.split('hx-target="#stage"')[1]


def test_a_file_of_which_nothing_can_be_made_is_told_in_one_line_for_each_channel(
    home: Home, admin: Browser
) -> None:
    broken = receive_file(home.core, HOUSE, [picture("red")[:40] + b"\x00" * 900], NewAsset("b.jpg")).asset_id
    home.finish()
    page = admin.get(f"/assets/{broken}").text
    assert "None could be made" in page
    assert "rendition-table" not in page
