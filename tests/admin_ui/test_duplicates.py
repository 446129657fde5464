"""Pages of what is alike, where it is used and what leaves the house: shown, done, refused in a sentence."""

import pytest
import sqlalchemy as sa

from dam.accounts.caller import HOUSE, Role
from dam.assets.ingest import NewAsset, receive_file
from dam.assets.likeness.models import LikePair
from dam.assets.likeness.read import SURE, list_duplicates
from dam.assets.models import Asset, Version
from dam.assets.reuse.declare import declare_uses
from dam.assets.reuse.unused import list_set_aside
from dam.assets.status import move_status
from dam.assets.trash import trash_asset
from tests.admin_ui.houses import Browser, Home, asset_id, browser_of
from tests.photographs import photograph


def a_pair(home: Home) -> tuple[str, str]:
    """Add a photograph, approved, and the same file once more."""
    scene = photograph("coffee").read_bytes()
    one, other = (
        receive_file(home.core, HOUSE, [scene], NewAsset(name, keep_both=True)).asset_id
        for name in ("coffee.png", "coffee again.png")
    )
    move_status(home.core, HOUSE, one, "approved")
    home.finish()
    return one, other


@pytest.fixture
def vase(home: Home) -> str:
    return asset_id(home, "Vase bleu")


def test_a_pair_is_shown_and_decided_and_merged(home: Home, admin: Browser) -> None:
    one, other = a_pair(home)
    assert other in admin.get("/duplicates").text
    assert f'value="{other}"' in admin.get(f"/assets/{one}/similar").text
    assert f"/assets/{other}/similar" in admin.get(f"/assets/{other}").text
    form = {"one": one, "other": other}
    admin.post("/duplicates", {"act": "different", **form})
    assert list_duplicates(home.core, HOUSE).total == 0
    assert other in admin.get("/duplicates?verdict=different").text
    admin.post("/duplicates", {"act": "open", **form})
    assert list_duplicates(home.core, HOUSE).total == 1
    admin.post("/duplicates", {"act": "perhaps", **form})
    assert "perhaps" in admin.get("/duplicates").text
    admin.post("/duplicates", {"act": "version", **form})
    assert "merge it instead" in admin.get("/duplicates").text
    assert admin.post("/duplicates", {"act": "keep_one", **form}).location == f"/assets/{one}/similar"
    gone = admin.get(f"/assets/{other}")
    assert (gone.status, gone.location) == (301, f"/assets/{one}")


def test_a_pair_that_is_only_somewhat_alike_is_shown_where_it_is_asked_for(
    home: Home, admin: Browser
) -> None:
    one, other = a_pair(home)
    for score, is_at_once in ((SURE, True), (SURE - 0.01, False)):
        with home.core.db.write() as session:
            pair = session.get_one(LikePair, tuple(sorted((one, other))))
            pair.kind, pair.score = "near", score
        assert (other in admin.get("/duplicates").text) == is_at_once
        assert other in admin.get("/duplicates?doubtful=1&kind=near").text
    assert "doubtful=1" in admin.get("/duplicates").text


def test_a_new_file_becomes_the_next_version_of_another(home: Home, admin: Browser) -> None:
    chair, cloth = asset_id(home, "Fauteuil vert"), asset_id(home, "Nappe d'été")
    done = admin.post("/duplicates", {"act": "version", "one": chair, "other": cloth})
    assert done.location == f"/assets/{cloth}"
    with home.core.db.read() as session:
        assert session.scalar(sa.select(sa.func.count()).where(Version.asset_id == cloth)) == 2
        assert session.get_one(Asset, chair).trashed_at is not None


def test_uses_are_shown_and_an_asset_without_any_invites(home: Home, admin: Browser, vase: str) -> None:
    assert f"/api/v1/assets/{vase}/uses" in admin.get(f"/assets/{vase}/uses").text
    declare_uses(home.core, HOUSE, vase, [{"url": "https://shop.example.org/vase", "note": "<b>bold</b>"}])
    page = admin.get(f"/assets/{vase}/uses").text
    assert 'href="https://shop.example.org/vase"' in page
    assert "&lt;b&gt;bold" in page


def test_what_nobody_uses_is_set_aside_and_brought_back(home: Home, admin: Browser, vase: str) -> None:
    with home.core.db.write() as session:
        asset = session.get_one(Asset, vase)
        assert asset.approved_at is not None
        asset.approved_at = asset.approved_at.replace(year=2020)
    assert vase in admin.get("/unused?days=30").text
    admin.post("/unused", {"act": "aside"})
    assert "Select something first." in admin.get("/unused").text
    admin.post("/unused", {"act": "aside", "asset": [vase]})
    home.finish()
    assert list_set_aside(home.core, HOUSE).total == 1
    assert f"tile-{vase}" not in admin.get("/").text
    assert vase in admin.get("/unused?view=aside").text
    assert 'value="back"' in admin.get(f"/assets/{vase}/uses").text
    admin.post("/unused", {"act": "back", "asset": [vase]})
    home.finish()
    assert f"tile-{vase}" in admin.get("/").text


def test_removing_for_good_shows_where_it_is_used_and_asks_why(home: Home, admin: Browser, vase: str) -> None:
    declare_uses(home.core, HOUSE, vase, [{"place": "Flagship window"}])
    trash_asset(home.core, HOUSE, vase)
    assert f"/trash/{vase}" in admin.get("/trash").text
    assert "Flagship window" in admin.get(f"/trash/{vase}").text
    path = f"/trash/{vase}/purge"
    assert browser_of(home, Role.MANAGER).post(path, {"reason": "a judge"}).location == f"/trash/{vase}"
    assert admin.post(path, {"reason": ""}).location == f"/trash/{vase}"
    assert admin.post(path, {"reason": "a judge"}).location == f"/trash/{vase}"
    assert "still used: 1" in admin.get(f"/trash/{vase}").text
    assert admin.post(path, {"reason": "a judge", "confirmed": "yes"}).location == "/trash"
    with home.core.db.read() as session:
        assert session.get(Asset, vase) is None
