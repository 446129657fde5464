"""A share as its guest meets it: opened, looked at, taken from, sent to, and dark at once when it ends."""

import re

import pytest

from dam.accounts.caller import HOUSE
from dam.assets.collections import create_collection
from dam.assets.models import Asset
from dam.assets.status import move_status
from dam.sharing.shares import create_share, edit_share, get_share, revoke_share
from dam.sharing.values import ShareView
from delivery.pages.guests.words import WORDS
from tests.admin_ui.houses import asset_id, picture
from tests.delivery.pages.guests.conftest import Doors

PASSWORD = "une phrase assez longue"


def share(doors: Doors, **more: object) -> ShareView:
    given = {"title": "For <you>", "asset_ids": [doors.lit], "channel": "social", **more}
    return create_share(doors.home.core, HOUSE, given)


def test_a_guest_sees_looks_closer_and_takes_a_file(doors: Doors) -> None:
    made = share(doors, message="Bonjour\nà vous", expires_at="2100-01-01T00:00:00+00:00")
    guest = doors.guest()
    wall = guest.get(f"/s/{made.code}")
    assert wall.status_code == 200
    assert "For &lt;you&gt;" in wall.text
    assert "Until Dec 31, 2099" in wall.text, "the last day, not the one after"
    assert wall.headers["referrer-policy"] == "no-referrer"
    thumb = re.search(r'src="(/s/[^"]+/thumb)"', wall.text)
    assert thumb
    assert guest.get(thumb[1]).headers["content-type"].startswith("image/")
    sheet = guest.get(f"/s/{made.code}/assets/{doors.lit}")
    assert sheet.status_code == 200
    files = re.findall(r'<a href="(/s/[^"]+\?download=1)"', sheet.text)
    assert files
    taken = guest.get(files[0])
    assert taken.headers["content-disposition"].startswith("attachment")
    assert len(taken.content) > 1000
    assert get_share(doors.home.core, HOUSE, made.code).downloads == 1
    guest.get(f"/s/{made.code}")
    assert get_share(doors.home.core, HOUSE, made.code).views == 1, "one guest is one view"


def test_a_file_fetched_in_pieces_counts_once(doors: Doors) -> None:
    made = share(doors)
    guest = doors.guest()
    sheet = guest.get(f"/s/{made.code}/assets/{doors.lit}").text
    path = re.findall(r'<a href="(/s/[^"]+\?download=1)"', sheet)[0]
    first = guest.get(path, headers={"Range": "bytes=0-99"})
    rest = guest.get(path, headers={"Range": "bytes=100-"})
    assert (first.status_code, len(first.content), rest.status_code) == (206, 100, 206)
    assert get_share(doors.home.core, HOUSE, made.code).downloads == 1
    assert guest.get(path, headers={"Range": "bytes=999999999-"}).status_code == 416


def test_what_ends_is_dark_at_once_also_inside(doors: Doors) -> None:
    made = share(doors)
    guest = doors.guest()
    guest.get(f"/s/{made.code}")
    preview = f"/s/{made.code}/files/{doors.lit}/preview"
    assert guest.get(preview).status_code == 200
    move_status(doors.home.core, HOUSE, doors.lit, "withdrawn")
    assert guest.get(preview).status_code == 404
    assert "A part cannot be shown now" in guest.get(f"/s/{made.code}").text
    move_status(doors.home.core, HOUSE, doors.lit, "approved")
    assert guest.get(preview).status_code == 200
    revoke_share(doors.home.core, HOUSE, made.code)
    for path in ("", f"/assets/{doors.lit}", f"/files/{doors.lit}/preview"):
        answer = guest.get(f"/s/{made.code}{path}")
        assert (answer.status_code, answer.headers["cache-control"]) == (410, "private, no-store")
        assert "This link has ended" in answer.text


def test_the_password_stands_before_everything(doors: Doors) -> None:
    made = share(doors, password=PASSWORD)
    guest = doors.guest()
    page = f"/s/{made.code}"
    assert 'type="password"' in guest.get(page).text
    assert guest.get(f"{page}/files/{doors.lit}/preview").status_code == 303
    assert guest.post(page, data={"password": "wrong"}).status_code == 403
    assert guest.post(page, data={"password": PASSWORD}).status_code == 303
    assert guest.get(f"{page}/files/{doors.lit}/preview").status_code == 200
    assert 'type="password"' in doors.guest().get(page).text
    other = share(doors, password=PASSWORD)
    assert 'type="password"' in guest.get(f"/s/{other.code}").text, "a pass is good for one share"
    edit_share(doors.home.core, HOUSE, made.code, {"password": "une autre phrase longue"})
    assert 'type="password"' in guest.get(page).text
    forged = doors.guest()
    forged.cookies.set("vitrine_guest", "99999999999." + "0" * 64)
    assert 'type="password"' in forged.get(page).text


def test_a_last_view_is_used_by_pressing_a_button_and_not_by_a_mail_server(doors: Doors) -> None:
    made = share(doors, most_views=1)
    page = f"/s/{made.code}"
    scanner, guest, late = doors.guest(), doors.guest(), doors.guest()
    assert "a limited number of times" in scanner.get(page).text
    assert guest.post(page).status_code == 303
    assert guest.get(page).status_code == 200
    assert guest.get(f"{page}/files/{doors.lit}/preview").status_code == 200
    assert late.get(page).status_code == 410
    assert late.post(page).status_code == 410


def test_what_may_not_be_taken_is_not(doors: Doors) -> None:
    view = share(doors, allows="view")
    guest = doors.guest()
    assert "there is nothing to download" in guest.get(f"/s/{view.code}/assets/{doors.lit}").text
    with doors.home.core.db.read() as session:
        assert session.get(Asset, doors.lit)
    assert guest.get(f"/s/{view.code}/files/{doors.lit}/square.jpeg?download=1").status_code == 403
    assert guest.get(f"/s/{view.code}/files/{doors.lit}/square.jpeg").status_code == 403
    assert guest.get(f"/s/{share(doors).code}/files/{doors.lit}/original").status_code == 403
    whole = share(doors, allows="original")
    original = guest.get(f"/s/{whole.code}/files/{doors.lit}/original?download=1")
    assert original.content.startswith(b"\xff\xd8")


def test_no_part_of_a_file_passes_where_the_whole_does_not(doors: Doors) -> None:
    guest = doors.guest()
    parts: tuple[dict[str, str], ...] = (
        {"Range": "bytes=1-"},
        {"Range": "bytes=1-1,0-"},
        {"Range": "bytes=1-", "If-Range": '"x"'},
        {},
    )
    for made, name in (
        (share(doors, allows="view"), "original"),
        (share(doors, allows="view"), "square.jpeg"),
        (share(doors), "original"),
    ):
        path = f"/s/{made.code}/files/{doors.lit}/{name}"
        assert [guest.get(path, headers=each).status_code for each in parts] == [403] * 4
        assert guest.head(path).status_code == 403


def test_parts_alone_count_and_use_up_what_a_share_allows(doors: Doors) -> None:
    open_, once = share(doors, allows="original"), share(doors, allows="original", most_downloads=1)
    guest, later = doors.guest(), {"Range": "bytes=1-"}
    for made, expected in ((open_, [206, 206]), (once, [206, 403])):
        path = f"/s/{made.code}/files/{doors.lit}/original"
        assert [guest.get(path, headers=later).status_code for _ in range(2)] == expected
        assert get_share(doors.home.core, HOUSE, made.code).downloads == 1


def test_other_assets_stay_unknown(doors: Doors) -> None:
    made, other = share(doors), asset_id(doors.home, "Affiche rouge")
    guest = doors.guest()
    for path in (
        f"/assets/{other}",
        f"/files/{other}/preview",
        f"/files/{other}/original",
        "/files/x/preview",
    ):
        assert guest.get(f"/s/{made.code}{path}").status_code == 404
    assert guest.get(f"/s/{made.code}/files/{doors.lit}/nothing").status_code == 404
    assert guest.get("/s/nothing").status_code == 404


def test_a_guest_sends_a_file_that_becomes_a_draft(doors: Doors) -> None:
    collection = create_collection(doors.home.core, HOUSE, name="Agence").id
    made = create_share(
        doors.home.core,
        HOUSE,
        {"title": "Send", "collection_id": collection, "channel": "social", "takes_files": True},
    )
    guest = doors.guest()
    assert "Send a file" in guest.get(f"/s/{made.code}").text
    files = {"file": ("été.jpg", picture("#123456"), "image/jpeg")}
    sent = guest.post(f"/s/{made.code}/upload", data={"name": "Agence"}, files=files)
    assert (sent.status_code, sent.headers["location"]) == (303, f"/s/{made.code}?sent=1")
    assert "it arrived" in guest.get(sent.headers["location"]).text
    new = asset_id(doors.home, "été")
    with doors.home.core.db.read() as session:
        assert session.get_one(Asset, new).status == "draft"
    wrong = {"file": ("a.exe", b"MZ\x90\x00", "application/octet-stream")}
    refused = guest.post(f"/s/{made.code}/upload", data={"name": "Agence"}, files=wrong)
    assert refused.status_code == 400
    assert "The file did not arrive" in refused.text


def test_a_share_that_takes_no_files_refuses_them(doors: Doors) -> None:
    made = share(doors)
    files = {"file": ("a.jpg", picture("#123456"), "image/jpeg")}
    assert doors.guest().post(f"/s/{made.code}/upload", files=files).status_code == 403


@pytest.mark.parametrize("body", [b"", b"password", b"x" * 20_000, b"password=%ff", b"\xff\xfe"])
def test_odd_forms_are_wrong_passwords(doors: Doors, body: bytes) -> None:
    made = share(doors, password=PASSWORD)
    assert doors.guest().post(f"/s/{made.code}", content=body).status_code == 403


def test_french_guests_read_french_and_both_languages_say_the_same(doors: Doors) -> None:
    assert set(WORDS["fr"]) == set(WORDS["en"])
    made = share(doors, takes_files=True)
    page = doors.guest("fr-FR").get(f"/s/{made.code}").text
    assert '<html lang="fr">' in page
    assert "Envoyer un fichier" in page
    assert '<html lang="en">' in doors.guest("fr").get(f"/s/{made.code}?lang=en").text
