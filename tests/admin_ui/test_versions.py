"""Versions by pages: two beside each other, a comment that stays, a proposal that is refused with a reason."""

from dam.accounts.access.brands import change_brand
from dam.accounts.caller import HOUSE, Role
from dam.assets.edit import edit_asset
from dam.assets.read import get_asset
from dam.assets.versions import list_versions
from tests.admin_ui.houses import Browser, Home, asset_id, browser_of, picture


def test_two_versions_are_compared_before_the_newer_one_is_approved_or_refused(
    home: Home, admin: Browser
) -> None:
    asset = asset_id(home, "Vase bleu")
    address = f"/assets/{asset}/versions"
    assert "There is only one version." in admin.get(address).text
    contributor = browser_of(home, Role.CONTRIBUTOR)
    sent = {"file": ("logo.jpg", picture("#3a74be", (800, 500)))}
    assert contributor.post(address, files=sent).status == 303
    home.finish()
    page = admin.get(address).text
    assert '<th scope="row">Width</th><td>640</td><td>800</td>' in page
    assert "data-slider" in page
    for number in (1, 2):
        shown = admin.get(f"{address}/{number}/picture")
        assert (shown.status, shown.headers["content-type"][:6]) == (200, "image/")
    contributor.post(f"{address}/2/comment", {"comment": "Neues Logo"})
    assert contributor.post(f"{address}/1/comment", {"comment": "fremd"}).status == 303
    admin.post(f"{address}/2/refuse", {"reason": "Falsches Blau"})
    refused = list_versions(home.core, HOUSE, asset)[0]
    assert (refused.state, refused.reason, refused.comment) == ("refused", "Falsches Blau", "Neues Logo")
    assert list_versions(home.core, HOUSE, asset)[1].comment == ""
    assert "Refused: Falsches Blau" in contributor.get(address).text
    assert browser_of(home, Role.VIEWER).get(f"{address}/2/picture").status == 404
    assert admin.get(f"{address}?before=1&after=99").status == 404


def test_a_version_is_not_shown_unmarked_where_its_brand_marks(home: Home) -> None:
    asset = asset_id(home, "Vase bleu")
    shown, viewer = f"/assets/{asset}/versions/1/picture", browser_of(home, Role.VIEWER)
    assert viewer.get(shown).status == 200
    brand = get_asset(home.core, HOUSE, asset).brand_id
    change_brand(home.core, HOUSE, brand, {"marks": ["restricted"], "unmarked_role": "manager"})
    edit_asset(home.core, HOUSE, asset, {"rights": {"channels": ["social"]}})
    assert viewer.get(shown).status == 404
    assert browser_of(home, Role.MANAGER).get(shown).status == 200
