"""How much the pages ask of the database: a number that is written down, and none that grows with the rows."""

import pytest

from dam.accounts.caller import HOUSE
from delivery.links.edits import create_link
from tests.admin_ui.houses import ORIGIN, Browser, Home, asset_id
from tests.statements import statements_of

MOST = {"/assets/{asset}": 24, "/": 21, "/review": 23}
"""Statements of a page, of which two ask who is there and two stand in the frame around every page."""


@pytest.mark.parametrize("path", MOST)
def test_a_page_asks_no_more_than_it_did(home: Home, admin: Browser, path: str) -> None:
    address = path.format(asset=asset_id(home, "Vase bleu"))
    admin.get(address)
    with statements_of(home.core.db) as sent:
        assert admin.get(address).status == 200
    assert 5 < len(sent) <= MOST[path], "\n".join(sent)


def test_a_page_looks_its_asset_up_once(home: Home, admin: Browser) -> None:
    with statements_of(home.core.db) as sent:
        admin.get(f"/assets/{asset_id(home, 'Vase bleu')}")
    loaded = [each for each in sent if each.startswith("SELECT assets.id, assets.kind")]
    assert len(loaded) == 2, "the row that says who may see it, and the row with its version"


def test_the_links_of_an_asset_take_as_much_however_many(home: Home, admin: Browser) -> None:
    vase = asset_id(home, "Vase bleu")
    admin.get("/links")
    counts = []
    for _ in range(2):
        create_link(home.core, HOUSE, ORIGIN, {"asset_id": vase, "channel": "social"})
        for address in (f"/assets/{vase}", "/links"):
            with statements_of(home.core.db) as sent:
                admin.get(address)
            counts.append(len(sent))
    assert counts[:2] == counts[2:]
