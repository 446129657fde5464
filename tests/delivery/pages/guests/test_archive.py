"""Everything of a share at once: one file of each asset, each counted, and only what may be taken when its turn comes."""

import re
import zipfile
from io import BytesIO

import httpx
import pytest

from dam.accounts.access.brands import change_brand
from dam.accounts.caller import HOUSE
from dam.accounts.trail.read import AuditFilter, list_audit
from dam.assets.edit import edit_asset
from dam.assets.status import move_status
from dam.sharing.shares import create_share, get_share, revoke_share
from delivery.pages.guests import archive
from tests.admin_ui.houses import asset_id
from tests.delivery.pages.guests.conftest import Doors


@pytest.fixture
def both(doors: Doors) -> tuple[str, str]:
    """Return two approved assets."""
    other = asset_id(doors.home, "Affiche rouge")
    move_status(doors.home.core, HOUSE, other, "approved")
    doors.home.finish()
    return doors.lit, other


def share(doors: Doors, *ids: str, **more: object) -> str:
    given = {"title": "For you", "asset_ids": list(ids), "channel": "social", **more}
    return create_share(doors.home.core, HOUSE, given).code


def names(answer: httpx.Response) -> list[str]:
    assert answer.headers["content-type"] == "application/zip", answer.text
    return zipfile.ZipFile(BytesIO(answer.content)).namelist()


def test_everything_is_taken_at_once_and_each_file_counts(doors: Doors, both: tuple[str, str]) -> None:
    code, guest = share(doors, *both), doors.guest()
    wall = guest.get(f"/s/{code}").text
    assert f'href="/s/{code}/all.zip"' in wall
    assert guest.head(f"/s/{code}/all.zip").status_code == 200
    assert get_share(doors.home.core, HOUSE, code).downloads == 0
    answer = guest.get(f"/s/{code}/all.zip")
    assert answer.headers["cache-control"] == "private, no-store"
    assert (
        "For%20you.zip" in answer.headers["content-disposition"]
        or "For you.zip" in answer.headers["content-disposition"]
    )
    found = names(answer)
    assert len(found) == 2
    assert zipfile.ZipFile(BytesIO(answer.content)).testzip() is None
    assert get_share(doors.home.core, HOUSE, code).downloads == 2
    lines = list_audit(doors.home.core, HOUSE, AuditFilter(action="share.downloaded")).items
    assert {line.subject_id for line in lines} == set(both)


def test_originals_where_they_may_be_taken_and_named_apart(doors: Doors, both: tuple[str, str]) -> None:
    code = share(doors, *both, allows="original")
    lines = doors.guest().get(f"/s/{code}/all.zip")
    assert sorted(names(lines)) == ["Affiche rouge.jpg", "Vase bleu.jpg"]


def test_nothing_is_offered_where_nothing_is_to_be_taken(doors: Doors, both: tuple[str, str]) -> None:
    for code in (share(doors, *both, allows="view"), share(doors, doors.lit)):
        guest = doors.guest()
        assert "all.zip" not in guest.get(f"/s/{code}").text
        assert guest.get(f"/s/{code}/all.zip").status_code == 403


def test_too_much_and_too_few_are_refused_before_the_first_byte(
    doors: Doors, both: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    few, guest = share(doors, *both, most_downloads=1), doors.guest()
    refusal = guest.get(f"/s/{few}/all.zip")
    assert (refusal.status_code, "only 1 more downloads" in refusal.text) == (403, True)
    assert get_share(doors.home.core, HOUSE, few).downloads == 0
    monkeypatch.setattr(archive, "MOST_BYTES", 10)
    refusal = guest.get(f"/s/{share(doors, *both)}/all.zip")
    assert (refusal.status_code, "one by one" in refusal.text) == (413, True)


def test_what_is_withdrawn_meanwhile_is_left_out_and_said_so(
    doors: Doors, both: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The light is asked of each file when its turn comes, not once for the archive."""
    code, core = share(doors, *both), doors.home.core
    asked = archive._chunks
    turns: list[str] = []

    def withdrawn_at_the_second(*args: object) -> object:
        if turns:
            move_status(core, HOUSE, both[1], "withdrawn")
        turns.append("")
        return asked(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(archive, "_chunks", withdrawn_at_the_second)
    answer = doors.guest().get(f"/s/{code}/all.zip")
    assert len(names(answer)) == 2
    assert names(answer)[-1] == "Left out.txt"
    assert get_share(core, HOUSE, code).downloads == 1


def test_a_share_that_is_revoked_meanwhile_gives_nothing_more(
    doors: Doors, both: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, core = share(doors, *both), doors.home.core
    asked = archive._chunks

    def revoked_at_the_second(*args: object) -> object:
        chunks = asked(*args)  # type: ignore[arg-type]
        revoke_share(core, HOUSE, code)
        return chunks

    monkeypatch.setattr(archive, "_chunks", revoked_at_the_second)
    found = names(doors.guest().get(f"/s/{code}/all.zip"))
    assert (len(found), found[-1]) == (2, "Left out.txt")
    assert get_share(core, HOUSE, code).downloads == 1


def test_the_purpose_is_asked_once_where_the_brand_asks_it(doors: Doors, both: tuple[str, str]) -> None:
    core, guest = doors.home.core, doors.guest()
    change_brand(core, HOUSE, "main", {"asks_purpose": True, "purposes": ["Press", "Social"]})
    code = share(doors, *both, allows="original")
    page = guest.get(f"/s/{code}/all.zip")
    assert (page.status_code, page.headers["content-type"].split(";")[0]) == (200, "text/html")
    assert re.findall("<option>(.*?)</option>", page.text) == ["Press", "Social"]
    assert guest.get(f"/s/{code}/all.zip?purpose=Nothing").status_code == 400
    assert len(names(guest.get(f"/s/{code}/all.zip?purpose=Press"))) == 2
    one = f"/s/{code}/files/{doors.lit}/original"
    assert "What is it for?" in guest.get(f"{one}?download=1").text
    assert guest.get(f"{one}?download=1&purpose=Press%00").status_code == 400
    assert guest.get(f"{one}?download=1&purpose=Social").content[:2] == b"\xff\xd8"
    lines = list_audit(core, HOUSE, AuditFilter(action="share.downloaded")).items
    assert [line.details["purpose"] for line in lines] == ["Social", "Press", "Press"]


def test_guests_look_at_marked_pictures_where_the_brand_marks(doors: Doors) -> None:
    core, guest = doors.home.core, doors.guest()
    code = share(doors, doors.lit, allows="view")
    path = f"/s/{code}/files/{doors.lit}/preview"
    plain = guest.get(path)
    change_brand(core, HOUSE, "main", {"marks": ["restricted"], "mark_text": "SPECIMEN"})
    assert guest.get(path).content == plain.content, "nothing limits this asset"
    edit_asset(core, HOUSE, doors.lit, {"rights": {"channels": ["social"]}})
    marked = guest.get(path)
    assert marked.headers["content-type"] == "image/jpeg"
    assert marked.headers["cache-control"] == "private, no-store"
    assert marked.content != plain.content
