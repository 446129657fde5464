"""The pages of rights and consents, used as people use them: by forms, links and files."""

import re
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest

from admin_ui.pages import download
from dam.accounts.caller import HOUSE, Caller, Role
from dam.assets.consent.read import list_consents
from dam.assets.edit import edit_asset
from dam.assets.originals import open_original
from dam.assets.read import get_asset
from dam.assets.status import move_status
from dam.clock import rfc3339
from dam.core import Core
from tests.admin_ui.houses import Browser, Home, asset_id, browser_of

PDF = b"%PDF-1.7\ntrailer<<>>\n%%EOF\n"


def rights_form(browser: Browser, home: Home, **changes: str) -> dict[str, str]:
    """Return the form of rights as the page shows it, with some fields typed over."""
    text = browser.get(f"/assets/{asset_id(home, 'Vase bleu')}/rights").text
    mark = re.search(r'name="seen" value="(\w+)"', text)
    assert mark is not None
    usual = {"kind": "", "people": "", "amount": "", "currency": "EUR", "per": "once", "seen": mark[1]}
    return {**usual, **changes}


def test_rights_are_saved_with_the_last_day_included_and_asked_about(home: Home) -> None:
    admin, asset = browser_of(home, Role.ADMIN, "en"), asset_id(home, "Vase bleu")
    form = rights_form(
        admin, home, kind="cc_by", ends_on="2028-02-29", territories="eu -hu", amount="12,50", credit="© A"
    )
    assert admin.post(f"/assets/{asset}/rights/edit", form).location == f"/assets/{asset}/rights"
    rights = get_asset(home.core, HOUSE, asset).rights
    assert rights.expires_at is not None
    assert rfc3339(rights.expires_at) == "2028-03-01T00:00:00Z"
    assert (rights.territories, rights.cost and rights.cost.amount) == (("-HU", "EU"), "12.50")
    assert "until Feb 29, 2028" in admin.get(f"/assets/{asset}/rights").text
    asked = f"/assets/{asset}/rights?channel=instagram&territory=DE&until=2028-12-31"
    page = admin.get(asked).text
    assert "Only in part: on Instagram it may be used until February 29, 2028" in page
    assert "En partie seulement" in browser_of(home, Role.VIEWER, "fr").get(asked).text
    wrong = admin.post(
        f"/assets/{asset}/rights/edit", rights_form(admin, home, ends_on="soon", holder="Typed")
    )
    assert wrong.status == 400
    assert 'value="Typed"' in wrong.text, "nothing that was typed is lost"
    assert get_asset(home.core, HOUSE, asset).rights == rights


def test_a_form_that_is_out_of_date_shows_both(home: Home) -> None:
    admin, asset = browser_of(home, Role.ADMIN, "en"), asset_id(home, "Vase bleu")
    form = rights_form(admin, home, holder="Mine")
    edit_asset(home.core, HOUSE, asset, {"rights": {"holder": "Theirs"}})
    answer = admin.post(f"/assets/{asset}/rights/edit", form)
    assert answer.status == 412
    assert "Theirs" in answer.text
    assert 'value="Mine"' in answer.text
    assert get_asset(home.core, HOUSE, asset).rights.holder == "Theirs"


def test_a_consent_is_added_covers_and_is_withdrawn(home: Home) -> None:
    admin, asset = browser_of(home, Role.ADMIN, "en"), asset_id(home, "Vase bleu")
    given = {"role": "minor", "name": "Ada Example", "given_on": "2026-01-05", "of_age_on": "2031-01-01"}
    refused = admin.post("/consents", given)
    assert refused.status == 400
    assert "a guardian agrees" in refused.text
    assert 'value="Ada Example"' in refused.text
    assert admin.post("/consents", {**given, "guardian": "Bea Example"}).location.startswith("/consents/")
    (consent,) = list_consents(home.core, HOUSE).items
    admin.post(f"/consents/{consent.id}/assets", {"assets": f"http://x.example.org/assets/{asset}"})
    assert "Ada Example" in admin.get(f"/assets/{asset}/rights").text
    viewer = browser_of(home, Role.VIEWER, "en")
    assert "Ada Example" not in viewer.get(f"/assets/{asset}/rights").text
    assert [viewer.get(path).status for path in ("/consents", f"/consents/{consent.id}")] == [403, 403]
    admin.post(f"/consents/{consent.id}/withdraw", {})
    assert "No, it may not be used" in viewer.get(f"/assets/{asset}/rights?channel=social").text
    ended = admin.get("/rights?state=ended").text
    assert asset in ended
    assert "A consent ends" in ended
    admin.post(f"/consents/{consent.id}/erase", {})
    assert "Ada Example" not in admin.get(f"/consents/{consent.id}").text


def test_a_contract_is_kept_and_downloaded_by_editors_only(home: Home) -> None:
    admin, asset = browser_of(home, Role.ADMIN, "en"), asset_id(home, "Vase bleu")
    files = {"file": ("contract.pdf", PDF, "application/pdf")}
    admin.post(f"/assets/{asset}/proofs", {"kind": "contract"}, files=files)
    found = re.search(r'href="(/proofs/\w+)"', admin.get(f"/assets/{asset}/rights").text)
    assert found is not None
    assert admin.get(found[1]).response.content == PDF
    viewer = browser_of(home, Role.VIEWER, "en")
    assert "contract.pdf" not in viewer.get(f"/assets/{asset}/rights").text
    assert viewer.get(found[1]).status == 403


def test_an_archive_leaves_out_what_ends_while_it_is_sent(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everything is asked before the first byte and again at each file: what ended meanwhile is named in the archive."""
    ids = [asset_id(home, title) for title in ("Vase bleu", "Affiche rouge")]
    move_status(home.core, HOUSE, ids[1], "approved")
    viewer = browser_of(home, Role.VIEWER, "en")
    seen: list[str] = []

    def open_and_end(core: Core, caller: Caller, asset: str, *given: int, **more: str) -> object:
        if len(seen) == len(ids):  # the first file is about to be sent: the licence of the second ends now
            ends_at = rfc3339(home.core.now() - timedelta(seconds=1))
            edit_asset(home.core, HOUSE, ids[1], {"rights": {"expires_at": ends_at}})
        seen.append(asset)
        return open_original(core, caller, asset, *given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(download, "open_original", open_and_end)
    answer = viewer.post("/selection/download", {"asset": ids})
    with zipfile.ZipFile(BytesIO(answer.response.content)) as archive:
        names = archive.namelist()
        assert len(names) == 2
        assert "left out.txt" in names
        assert "may not leave the house" in archive.read("left out.txt").decode("utf-8-sig")
