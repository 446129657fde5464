"""Forms that no page of ours sends: too long, with files where none belong, with days that do not exist."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from admin_ui.form_body import STRANGER_BYTES, TEXT_BYTES
from dam.accounts.access.grants import list_grants
from dam.accounts.caller import HOUSE, Role
from dam.accounts.models import Person
from dam.assets.read import get_asset
from tests.admin_ui.houses import Browser, Home, asset_id, browser_of, picture


def _piecemeal(size: int) -> Iterator[bytes]:
    """A body whose length is not announced."""
    for _ in range(0, size, 8192):
        yield b"x" * 8192


def test_what_strangers_send_is_short(home: Home) -> None:
    stranger = browser_of(home, None).client
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    for path in ("/sign-in", "/preferences"):
        for body in (b"x" * (STRANGER_BYTES + 1), _piecemeal(2 * STRANGER_BYTES)):
            assert stranger.post(path, content=body, headers=form).status_code == 413


def test_only_who_adds_assets_sends_files(home: Home) -> None:
    large = {"file": ("large.jpg", picture("red") + b"\x00" * TEXT_BYTES)}
    viewer = browser_of(home, Role.VIEWER)
    assert viewer.post("/account", files=large).status == 413
    assert browser_of(home, Role.CONTRIBUTOR).post("/upload", files=large).location == "/"


def test_a_version_from_who_may_send_none_is_not_stored(home: Home) -> None:
    viewer = browser_of(home, Role.VIEWER)
    before = {blob.digest for blob in home.core.store.list()}
    address = f"/assets/{asset_id(home, 'Vase bleu')}/versions"
    viewer.post(address, files={"file": ("a.jpg", picture("black"))})
    assert {blob.digest for blob in home.core.store.list()} == before


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2026-99-99", "soon"])
def test_a_day_that_does_not_exist_leaves_the_rights_as_they_are(
    home: Home, admin: Browser, day: str
) -> None:
    address = f"/assets/{asset_id(home, 'Vase bleu')}"
    admin.post(f"{address}/rights", {"ends_on": "2031-06-30"})
    refused = admin.post(f"{address}/rights", {"ends_on": day})
    assert refused.status == 400
    assert f'name="ends_on" value="{day}"' in refused.text
    rights = get_asset(home.core, HOUSE, asset_id(home, "Vase bleu")).rights
    assert rights.expires_at == datetime(2031, 7, 1, tzinfo=UTC)
    assert admin.get(address).status == 200


def test_a_colour_that_does_not_exist_is_left_out(admin: Browser) -> None:
    page = admin.get("/?colour=octarine")
    assert page.status == 200
    assert page.text.count("data-tile") == 4


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2027-02-29", "soon"])
def test_a_role_does_not_end_on_a_day_that_nobody_can_mean(home: Home, admin: Browser, day: str) -> None:
    with home.core.db.read() as session:
        viewer = session.scalars(select(Person.id).where(Person.email == "viewer@example.org")).one()
    form = {"subject": f"person:{viewer}", "place": "house:", "role": "manager", "until": day}
    assert admin.post("/admin/grants", form).status == 303
    assert "The last day is a date such as 2031-03-21." in admin.get("/people").text
    assert list_grants(home.core, HOUSE) == []
