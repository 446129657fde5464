"""Several assets at once, and collections."""

import zipfile
from io import BytesIO

import pytest

from admin_ui.pages import can_use
from dam.accounts.caller import HOUSE, Role
from dam.assets.collections import add_assets, create_collection
from dam.assets.read import get_asset
from tests.admin_ui.houses import Browser, Home, asset_id, browser_of, picture


def both(home: Home) -> list[str]:
    """Return two of the furnished assets."""
    return [asset_id(home, "Vase bleu"), asset_id(home, "Fauteuil vert")]


def test_tags_are_added_to_each(home: Home, admin: Browser) -> None:
    admin.post(
        "/selection", {"asset": both(home), "action": "tag", "tags": "noël, salon", "back": "/?sort=title"}
    )
    for one in both(home):
        assert set(get_asset(home.core, HOUSE, one).tags) >= {"vitrine", "noël", "salon"}
    assert "2 assets changed." in admin.get("/").text


def test_what_cannot_move_is_counted_and_explained(home: Home, admin: Browser) -> None:
    answer = admin.post("/selection", {"asset": both(home), "status": "withdrawn", "back": "/"})
    assert answer.location == "/"
    page = admin.get("/")
    assert "1 asset changed. 1 was left as it is:" in page.text
    assert get_asset(home.core, HOUSE, both(home)[0]).status == "withdrawn"


def test_collect_into_a_new_collection_and_take_out_again(home: Home, admin: Browser) -> None:
    admin.post("/selection", {"asset": both(home), "action": "new_collection", "new_collection": "Été 2027"})
    card = admin.get("/collections").text
    assert "Été 2027" in card
    address = "/collections/" + card.split('href="/collections/')[-1].split('"')[0]
    assert admin.get(address).text.count("data-tile") == 2
    collection = address.rsplit("/", 1)[1]
    admin.post("/selection", {"asset": both(home)[:1], "action": "remove", "from_collection": collection})
    assert admin.get(address).text.count("data-tile") == 1
    admin.post("/selection", {"asset": both(home)[:1], "collection": collection})
    assert admin.get(address).text.count("data-tile") == 2
    admin.post(address, {"name": "Été 2028", "description": "Tout"})
    assert "Été 2028" in admin.get(address).text
    assert admin.post(f"{address}/delete").location == "/collections"
    assert admin.get(address).status == 404


def test_originals_come_as_one_archive(home: Home, admin: Browser) -> None:
    answer = admin.post("/selection/download", {"asset": both(home)})
    archive = zipfile.ZipFile(BytesIO(answer.response.content))
    assert archive.testzip() is None
    assert sorted(archive.namelist()) == ["Fauteuil vert.jpg", "Vase bleu.jpg"]
    assert archive.read("Vase bleu.jpg") == picture("#3a74bf", (640, 400))


def test_no_archive_with_what_is_not_yours(home: Home) -> None:
    answer = browser_of(home, Role.VIEWER).post("/selection/download", {"asset": both(home)})
    assert answer.status == 303


def test_one_sentence_each_tells_whether_they_may_be_used(home: Home, admin: Browser) -> None:
    assert 'formaction="/can-use"' in admin.get("/").text
    asked = admin.post("/can-use", {"asset": both(home)}).text
    assert asked.count('name="asset"') == 2
    assert 'method="post" action="/can-use"' in asked
    told = admin.post("/can-use", {"asset": both(home), "channel": "social", "territory": "DE"}).text
    assert [told.count(f'href="/assets/{one}/rights"') for one in both(home)] == [1, 1]
    assert "draft" in told
    viewer = browser_of(home, Role.VIEWER).post("/can-use", {"asset": both(home), "channel": "social"}).text
    assert [viewer.count(f'href="/assets/{one}/rights"') for one in both(home)] == [1, 0]
    admin.post("/can-use", {"back": "/"})
    assert "Select something first." in admin.get("/").text


def test_more_than_are_answered_for_at_once_are_not_left_out_in_silence(
    home: Home, admin: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = "are answered for at once"
    assert words not in admin.post("/can-use", {"asset": both(home), "channel": "social"}).text
    monkeypatch.setattr(can_use, "MOST_ASKED", 1)
    asked = admin.post("/can-use", {"asset": both(home), "channel": "social"}).text
    assert (words in asked, asked.count('name="asset"')) == (True, 1)
    core = home.core
    collection = create_collection(core, HOUSE, name="Two of them").id
    add_assets(core, HOUSE, collection, both(home))
    assert words in admin.get(f"/can-use?collection={collection}&channel=social").text


def test_nothing_selected_is_said(admin: Browser) -> None:
    admin.post("/selection", {"action": "trash"})
    assert "Select something first." in admin.get("/").text


def test_trash_and_restore_together(home: Home, admin: Browser) -> None:
    admin.post("/selection", {"asset": both(home), "action": "trash"})
    assert admin.get("/trash").text.count("thumb-cell") == 2
    admin.post("/selection", {"asset": both(home), "action": "restore"})
    assert "The trash is empty" in admin.get("/trash").text
