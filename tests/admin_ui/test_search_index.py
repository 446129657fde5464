"""The page of the search index: how it stands, building anew, stopping."""

import re

from dam.accounts.caller import Role
from dam.search.upkeep.changes import wait_for_index
from tests.admin_ui.houses import Browser, Home, asset_id, browser_of


def test_the_index_is_built_anew_from_its_page(home: Home, admin: Browser) -> None:
    assert "It is in step with the library." in admin.get("/admin/search/index").text
    admin.post("/admin/search/index", {})
    page = admin.get("/admin/search/index").text
    assert 'hx-trigger="every 2s"' in page
    assert 'role="progressbar"' in page
    home.finish()
    page = admin.get("/admin/search/index").text
    assert "4 / 4" in page
    assert "hx-trigger" not in page.split('id="standing"')[1]


def test_what_waits_is_told_and_stopped(home: Home, admin: Browser) -> None:
    with home.core.db.write() as session:
        wait_for_index(session, [asset_id(home, "Vase bleu")], home.core.now())
    page = admin.get("/admin/search/index").text
    assert "1 change waits to be found." in page
    address = re.search(r"/admin/search/index/\w+/cancel", page)
    assert address is not None
    admin.post(address[0], {})
    page = admin.get("/admin/search/index").text
    assert "0 / 1" in page
    assert "Stopped" in page


def test_only_those_who_keep_the_search_may_look(home: Home) -> None:
    assert browser_of(home, Role.CONTRIBUTOR).get("/admin/search/index").status == 403
