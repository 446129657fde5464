"""Pages of shares and portals: made of a selection, changed, ended; what is wrong is said and what was typed stays."""

import re

import sqlalchemy as sa

from dam.accounts.caller import HOUSE, Role
from dam.accounts.models import Person
from dam.assets.collections import create_collection
from dam.assets.edit import edit_asset
from dam.sharing.models import Portal
from dam.sharing.portals import get_portal
from dam.sharing.shares import get_share, list_shares
from tests.admin_ui.houses import Browser, Home, asset_id, browser_of

FORM = {"title": "For the agency", "channel": "social", "allows": "download"}


def make(home: Home, admin: Browser, **more: str) -> str:
    form = {**FORM, "asset": asset_id(home, "Vase bleu"), "ends_on": "2099-12-31", **more}
    page = admin.post("/shares/new", form)
    assert page.status == 303, page.text
    return page.location


def test_a_selection_becomes_a_share_and_ends(home: Home, admin: Browser) -> None:
    assert "Nothing is shared yet" in admin.get("/shares").text
    lit = asset_id(home, "Vase bleu")
    page = admin.post("/shares/new", {"asset": lit}).text
    assert 'value="Vase bleu"' in page, "one asset gives the share its title"
    one = make(home, admin, message="Bonjour", most_views="5")
    shown = admin.get(one).text
    (share,) = list_shares(home.core, HOUSE).items
    assert f"http://assets.example.org/s/{share.code}" in shown
    assert "0 / 5" in shown
    assert share.expires_at
    assert share.expires_at.isoformat() == "2100-01-01T00:00:00+00:00"
    assert "Dec 31, 2099" in admin.get("/shares").text, "the last day, not the one after"
    changed = {**FORM, "title": "Renamed", "revision": str(share.revision), "ends_on": ""}
    assert admin.post(one, changed).status == 303
    assert "Renamed" in admin.get("/shares").text
    assert admin.post(one, {**changed, "title": "Late"}).status == 412
    admin.post(f"{one}/revoke")
    assert "Ended" in admin.get(one).text


def test_what_is_wrong_is_said_and_what_was_typed_stays(home: Home, admin: Browser) -> None:
    form = {**FORM, "asset": asset_id(home, "Vase bleu"), "title": "Typed"}
    for wrong, sentence in (
        ({"password": "short"}, "at least 12 characters"),
        ({"ends_on": "2001-01-01"}, "Choose a day that is still to come."),
        ({"ends_on": "tomorrow"}, "Choose a day that is still to come."),
        ({"ends_on": "9999-12-31"}, "Choose a day that is still to come."),
        ({"most_views": "many"}, "A limit is a whole number"),
        ({"asset": asset_id(home, "Affiche rouge")}, "Only what is approved"),
    ):
        page = admin.post("/shares/new", {**form, **wrong})
        assert page.status in (400, 409), wrong
        assert sentence in page.text, wrong
        assert 'value="Typed"' in page.text


def test_whoever_shares_is_told_that_countries_are_limited(home: Home, admin: Browser) -> None:
    lit, told = asset_id(home, "Vase bleu"), "Some of this is limited to certain countries"
    assert told not in admin.post("/shares/new", {"asset": lit}).text
    edit_asset(home.core, HOUSE, lit, {"rights": {"territories": ["EU"]}})
    assert told in admin.post("/shares/new", {"asset": lit}).text
    assert told in admin.get(make(home, admin)).text


def test_viewers_do_not_share_and_contributors_see_their_own(home: Home, admin: Browser) -> None:
    one = make(home, admin)
    assert browser_of(home, Role.VIEWER).get("/shares").status == 403
    contributor = browser_of(home, Role.CONTRIBUTOR)
    assert "For the agency" not in contributor.get("/shares").text
    assert contributor.get(one).status == 404
    assert "For the agency" in browser_of(home, Role.MANAGER).get("/shares").text


def test_what_is_dark_without_an_owner_says_so_and_is_taken_over(home: Home, admin: Browser) -> None:
    """Somebody who may share nothing any more lends nothing; who manages shares goes on with them."""
    contributor, manager = browser_of(home, Role.CONTRIBUTOR), browser_of(home, Role.MANAGER)
    one = make(home, contributor)
    code = one.rpartition("/")[2]
    with home.core.db.write() as session:
        session.execute(sa.update(Person).where(Person.role == "contributor").values(role="viewer"))
    assert "Dark: without an owner" in manager.get("/shares").text
    assert "Take it over" in manager.get(one).text
    assert manager.post(f"{one}/take-over").location == one
    page = manager.get(one).text
    assert "It is yours now" in page
    assert "Take it over" not in page
    assert get_share(home.core, HOUSE, code).owner_name == "Manager"
    admin.post("/portals", {"slug": "press", "title": "Press"})
    with home.core.db.write() as session:
        session.execute(sa.update(Portal).values(owner_kind="token", owner_id="gone"))
    assert "its token has ended" in manager.get("/portals/press").text
    assert manager.post("/portals/press/take-over").location == "/portals/press"
    assert get_portal(home.core, HOUSE, "press").has_owner


def test_a_portal_is_made_filled_and_published(home: Home, admin: Browser) -> None:
    collection = create_collection(home.core, HOUSE, name="Presse").id
    assert admin.post("/portals", {"slug": "Not a slug!", "title": "Presse"}).status == 400
    page = admin.post("/portals", {"slug": "press", "title": "Presse"})
    assert page.location == "/portals/press"
    assert "This address is taken" in admin.post("/portals", {"slug": "press", "title": "P"}).text
    form = {
        "title_en": "Press",
        "collection": collection,
        "is_published": "yes",
        "has_accent": "yes",
        "accent": "#b3261e",
        "revision": re.findall(r'name="revision" value="(\d+)"', admin.get("/portals/press").text)[0],
    }
    assert admin.post("/portals/press", {**form, "logo": "https://elsewhere.example.org"}).status == 404
    assert admin.post("/portals/press", form).status == 303
    portal = get_portal(home.core, HOUSE, "press")
    assert (portal.collections, portal.accent, portal.published_at is None) == (
        (collection,),
        "#b3261e",
        False,
    )
    assert "Published" in browser_of(home, Role.MANAGER).get("/portals").text
    assert browser_of(home, Role.CONTRIBUTOR).get("/portals").status == 403
    admin.post("/portals/press/delete")
    assert "No portals yet" in admin.get("/portals").text
