"""A portal as its guests meet it: collections, words, search, colour, password."""

import re

from dam.accounts.caller import HOUSE
from dam.accounts.trail.read import AuditFilter, list_audit
from dam.assets.collections import add_assets, create_collection
from dam.assets.status import move_status
from dam.search.document import build_documents
from dam.sharing.portals import create_portal, edit_portal, get_portal
from delivery.pages.guests.answer import is_dark_enough
from tests.admin_ui.houses import asset_id
from tests.delivery.pages.guests.conftest import Doors
from tests.delivery.pages.guests.test_share_pages import PASSWORD


def make(doors: Doors, **more: object) -> str:
    """A portal over a collection of one approved and one other asset; return the collection."""
    core = doors.home.core
    collection = create_collection(core, HOUSE, name="Presse été").id
    both = [doors.lit, asset_id(doors.home, "Affiche rouge")]
    add_assets(core, HOUSE, collection, both)
    given = {
        "slug": "press",
        "titles": {"fr": "Salle de presse", "en": "Press room"},
        "intros": {"fr": "Bienvenue", "en": "Welcome"},
        "channel": "social",
        "collections": [collection],
        "is_published": True,
        **more,
    }
    create_portal(core, HOUSE, given)
    with core.db.read() as session:
        doors.home.house.index.put(build_documents(session, both))
    return collection


def test_guests_see_what_is_lit_in_their_language(doors: Doors) -> None:
    make(doors, accent="#b3261e", logo_id=doors.lit)
    french = doors.guest("fr").get("/p/press")
    assert french.status_code == 200
    assert "Salle de presse" in french.text
    assert "Presse été" in french.text
    assert "#b3261e" in french.text
    assert french.text.count('class="frame"') == 1, "what is not approved is not there"
    english = doors.guest("en")
    assert "Press room" in english.get("/p/press").text
    assert english.get(f"/p/press/assets/{doors.lit}").status_code == 200
    assert english.get(f"/p/press/files/{doors.lit}/thumb").status_code == 200
    other = asset_id(doors.home, "Affiche rouge")
    assert english.get(f"/p/press/assets/{other}").status_code == 404
    assert english.get(f"/p/press/files/{other}/thumb").status_code == 404
    assert get_portal(doors.home.core, HOUSE, "press").views == 2


def test_a_logo_that_goes_dark_is_shown_no_more(doors: Doors) -> None:
    make(doors, logo_id=doors.lit, collections=[])
    guest, logo = doors.guest(), f"/p/press/files/{doors.lit}/thumb"
    assert guest.get(logo).status_code == 200
    move_status(doors.home.core, HOUSE, doors.lit, "withdrawn")
    assert [guest.get(logo.replace("thumb", name)).status_code for name in ("thumb", "preview")] == [404, 404]
    assert logo not in guest.get("/p/press").text
    assert "Press room" in guest.get("/p/press").text


def test_a_search_finds_only_what_is_lit(doors: Doors) -> None:
    make(doors)
    guest = doors.guest()
    assert "Vase bleu" in guest.get("/p/press?q=vases").text
    assert "Nothing matches “affiche”." in guest.get("/p/press?q=affiche").text
    assert "Nothing matches “&lt;b&gt;”." in guest.get("/p/press?q=<b>").text
    move_status(doors.home.core, HOUSE, doors.lit, "withdrawn")
    assert "Nothing matches" in guest.get("/p/press?q=vases").text


def test_a_draft_is_unknown_and_a_password_is_asked(doors: Doors) -> None:
    make(doors, is_published=False)
    guest = doors.guest()
    assert guest.get("/p/press").status_code == 404
    edit_portal(doors.home.core, HOUSE, "press", {"is_published": True, "password": PASSWORD})
    assert 'type="password"' in guest.get("/p/press").text
    assert guest.get(f"/p/press/files/{doors.lit}/thumb").status_code == 303
    assert guest.post("/p/press", data={"password": "wrong"}).status_code == 403
    assert guest.post("/p/press", data={"password": PASSWORD}).status_code == 303
    assert "Press room" in guest.get("/p/press").text


def test_files_are_taken_and_counted(doors: Doors) -> None:
    make(doors)
    guest = doors.guest()
    sheet = guest.get(f"/p/press/assets/{doors.lit}").text
    files = re.findall(r'<a href="(/p/[^"]+\?download=1)"', sheet)
    assert guest.get(files[0]).status_code == 200
    rest = guest.get(files[0], headers={"Range": "bytes=100-"})
    assert (rest.status_code, get_portal(doors.home.core, HOUSE, "press").downloads) == (206, 1)
    (line,) = list_audit(doors.home.core, HOUSE, AuditFilter(action="portal.downloaded")).items
    assert (line.subject_id, line.caller_kind, line.details["portal"]) == (doors.lit, "anonymous", "press")
    assert set(line.details) == {"portal", "what"}, "nothing of the guest"
    doors.guest().get(f"/p/press/files/{doors.lit}/{line.details['what']}", headers={"Range": "bytes=1-"})
    assert get_portal(doors.home.core, HOUSE, "press").downloads == 1, "it goes on with what was begun"
    assert guest.get(f"/p/press/files/{doors.lit}/original").status_code == 403
    edit_portal(doors.home.core, HOUSE, "press", {"allows": "view"})
    assert guest.get(files[0]).status_code == 403


def test_words_can_be_read_on_the_accent() -> None:
    assert is_dark_enough("#0b6b66")
    assert not is_dark_enough("#ffee00")
