"""Pages of saved searches and of demand."""

from dam.accounts.caller import Role
from dam.search.demand.counter import write_demand
from tests.admin_ui.houses import Browser, Home, asset_id, browser_of


def test_a_search_is_saved_shown_changed_and_forgotten(home: Home, admin: Browser) -> None:
    assert "No searches saved yet" in admin.get("/searches").text
    assert "Save this search" in admin.get("/?q=vase").text
    saved = admin.post(
        "/searches", {"address": "/?q=vase&kind=image&sort=title&view=table", "title": "Vases"}
    )
    assert saved.location == "/?q=vase&kind=image"
    page = admin.get("/searches").text
    assert 'href="/?q=vase&amp;kind=image"' in page
    one = page.split('action="/searches/')[1].split('"')[0]
    admin.post(f"/searches/{one}", {"title": "Les vases", "is_collection": "yes", "is_shared": "yes"})
    collections = browser_of(home, Role.VIEWER).get("/collections").text
    assert "Les vases" in collections
    assert "Fills itself · 1 asset" in collections
    admin.post(f"/searches/{one}/forget")
    assert "No searches saved yet" in admin.get("/searches").text


def test_nothing_and_no_name_are_refused(home: Home, admin: Browser) -> None:
    assert admin.post("/searches", {"address": "/?sort=title", "title": "All"}).location == "/"
    refused = admin.post("/searches", {"address": "/?q=vase", "title": ""})
    assert refused.status in (303, 400)
    assert "No searches saved yet" in admin.get("/searches").text


def test_demand_shows_what_was_looked_for_in_vain(home: Home, admin: Browser) -> None:
    manager = browser_of(home, Role.MANAGER)
    for visitor in (admin, manager):
        visitor.get("/?q=girafe")
        visitor.get("/?q=vases")
    lit = asset_id(home, "Vase bleu")
    admin.get(f"/assets/{lit}", Referer=f"{home.url}/?q=vases")
    write_demand(home.core, home.house.demand)
    page = manager.get("/demand").text
    assert "girafe" in page
    row = page.split("vases</a>")[1].split("</tr>")[0]
    assert [cell.split("<")[0] for cell in row.split('<td class="number">')[1:]] == ["2", "0", "1"]
    assert browser_of(home, Role.CONTRIBUTOR).get("/demand").status == 403
