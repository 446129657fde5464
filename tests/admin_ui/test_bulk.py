"""Many assets at once, by pages: chosen, shown, made, undone; out as a spreadsheet and back in."""

import csv
from dataclasses import replace
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from starlette.applications import Starlette

from admin_ui.routes import routes
from dam.accounts.caller import HOUSE, Role
from dam.assets.collections import add_assets, create_collection
from dam.assets.read import get_asset
from tests.admin_ui.houses import TITLES, Browser, Home, asset_id, browser_of
from tests.delivery.api.serving import served


def all_four(home: Home) -> list[str]:
    """Return every furnished asset."""
    return [asset_id(home, title) for title in TITLES]


def test_a_selection_is_edited_shown_first_and_undone(home: Home, admin: Browser) -> None:
    form = admin.post("/bulk/new", {"asset": all_four(home)})
    assert form.status == 200
    assert form.text.count('name="asset"') == 8
    wanted = {
        "asset": all_four(home),
        "tags_add": "noël",
        "set": ["alt_fr", "licence"],
        "alt_fr": "Une chose",
    }
    page = admin.post("/bulk", {**wanted, "licence": "CC BY", "title": "not ticked"}).location
    shown = admin.get(page).text
    assert "Change 4 assets" in shown
    assert "<ins>Une chose</ins>" in shown
    assert get_asset(home.core, HOUSE, all_four(home)[0]).alt == {}
    admin.post(f"{page}/make")
    assert 'role="progressbar"' in admin.get(page).text
    home.finish()
    assert admin.part(f"{page}/progress").headers["hx-refresh"] == "true"
    view = get_asset(home.core, HOUSE, all_four(home)[0])
    assert (view.alt, view.rights.licence, view.title) == ({"fr": "Une chose"}, "CC BY", "Vase bleu")
    assert "noël" in view.tags
    assert "Undo this edit" in admin.get(page).text
    assert "Tags, Text for those who do not see the picture (FR), Licence" in admin.get("/bulk").text
    admin.post(f"{page}/undo")
    home.finish()
    assert get_asset(home.core, HOUSE, all_four(home)[0]).tags == ("vitrine", "Vase")
    assert "Undone by Admin" in admin.get(page).text


def test_everything_that_a_search_finds_is_edited(home: Home, admin: Browser) -> None:
    assert "1 asset" in admin.get("/bulk/new?q=vase").text
    page = admin.post("/bulk", {"search": "q=vase", "set": "title", "title": "{title} – {n}"}).location
    assert "<ins>Vase bleu – 1</ins>" in admin.get(page).text
    admin.post(f"{page}/cancel")
    assert "Cancelled" in admin.get(page).text


def test_what_is_left_is_told_in_the_readers_language(home: Home) -> None:
    contributor = browser_of(home, Role.CONTRIBUTOR, "fr")
    page = contributor.post("/bulk", {"asset": all_four(home), "tags_add": "x"}).location
    shown = contributor.get(page).text
    assert "Votre rôle ne le permet pas" in shown
    assert "Il n’y a rien ici" in shown
    assert browser_of(home, Role.VIEWER).post("/bulk/new", {"asset": all_four(home)}).status == 303


def test_a_spreadsheet_goes_out_and_comes_back_with_its_changes_shown(home: Home) -> None:
    admin = browser_of(home, Role.ADMIN, "fr")
    answer = admin.post("/bulk/export", {"asset": all_four(home), "format": "csv"}).response
    rows = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"), newline=""), delimiter=";"))
    rows[0] |= {"title": "Vase", "rights_until": "bientôt"}
    out = StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    sent = {"file": ("juin.csv", out.getvalue().encode("cp1252"))}
    page = admin.post("/bulk/import", files=sent).location
    shown = admin.get(page).text
    assert "juin.csv" in shown
    assert "<ins>Vase</ins>" in shown
    assert "Un jour s’écrit comme 2026-12-31 ; « bientôt » a été reçu." in shown
    assert admin.post("/bulk/export", {"search": "q=vase", "format": "xlsx"}).response.content.startswith(
        b"PK"
    )
    refused = admin.post("/bulk/import", {"back": "/bulk"}, files={"file": ("x.csv", b"id,tittle\nx,y\n")})
    assert (refused.status, refused.location) == (303, "/bulk")
    assert "vouliez-vous dire « title »" in admin.get("/bulk").text


def test_a_collection_hands_on_what_was_shown_first(home: Home, admin: Browser) -> None:
    made = create_collection(home.core, HOUSE, name="Winter").id
    add_assets(home.core, HOUSE, made, all_four(home)[:2])
    address = f"/collections/{made}/defaults"
    shown = admin.post(address, {"tags": "hiver, vitrine", "licence": "CC BY"})
    assert "2 assets would change." in shown.text
    assert "<ins>vitrine, Vase, hiver</ins>" in shown.text
    assert get_asset(home.core, HOUSE, all_four(home)[0]).tags == ("vitrine", "Vase")
    saved = admin.post(address, {"tags": "hiver, vitrine", "licence": "CC BY", "action": "save"})
    assert saved.location == f"/collections/{made}"
    home.finish()
    assert get_asset(home.core, HOUSE, all_four(home)[0]).tags == ("vitrine", "Vase", "hiver")
    page = admin.get(f"/assets/{all_four(home)[0]}").text
    assert f'from the collection <a href="/collections/{made}">Winter</a>' in page
    assert 'name="licence" value="CC BY"' in admin.get(address).text


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/Paris"])
def test_days_that_a_collection_hands_on_stay_where_they_were_set(home: Home, zone: str) -> None:
    made = create_collection(home.core, HOUSE, name="Winter").id
    house = replace(home.house, core=replace(home.core, zone=ZoneInfo(zone)))
    app = Starlette(routes=routes())
    app.state.house = house
    address = f"/collections/{made}/defaults"
    with served(app) as url:
        browser = browser_of(replace(home, house=house, url=url), Role.ADMIN)
        days = {"starts_on": "2031-01-01", "ends_on": "2031-12-31"}
        assert browser.post(address, {**days, "action": "save"}).status == 303
        page = browser.get(address).text
    assert 'value="2031-01-01"' in page
    assert 'value="2031-12-31"' in page


def test_an_address_that_names_assets_edits_those_and_shows_no_other_s(home: Home) -> None:
    theirs = asset_id(home, "Fauteuil vert")
    page = browser_of(home, Role.CONTRIBUTOR).get(f"/bulk/new?asset={theirs}").text
    assert "Fauteuil" not in page
    admin = browser_of(home, Role.ADMIN).get(f"/bulk/new?asset={theirs}").text
    assert f'value="{theirs}"' in admin
