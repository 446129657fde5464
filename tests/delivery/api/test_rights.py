"""Rights over the API: written, asked about, proved; consents kept, withdrawn, erased; and what only some may know."""

from typing import Any

import pytest

from delivery.api.components import COMPONENTS
from delivery.api.shape import hold_to
from tests.delivery.api.client import Client, paths_of, problem_of
from tests.delivery.api.conftest import ClientOf
from tests.delivery.api.pictures import png

CONSENT = {"role": "minor", "name": "Ada Example", "guardian": "Bea Example", "code": "M-1", "of_age_on": "2031-05-01", "given_on": "2026-01-05", "channels": ["web"], "territories": ["eu", "-HU"]}  # fmt: skip
PDF = b"%PDF-1.7\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def asset(manager: Client) -> str:
    """The id of an approved asset."""
    asset_id = str(manager.add(png())["id"])
    manager.approve(asset_id)
    return asset_id


def register(manager: Client, asset: str) -> dict[str, Any]:
    """Add a consent that covers the asset."""
    made = manager.post("/consents", json=CONSENT)
    assert made.status_code == 201, made.text
    covered = manager.post(f"/consents/{made.json()['id']}/assets", json={"asset_ids": [asset]})
    assert covered.status_code == 200, covered.text
    found: dict[str, Any] = covered.json()
    return found


def test_rights_are_written_by_a_merge_patch_and_the_price_is_for_editors(
    manager: Client, asset: str, client_of: ClientOf
) -> None:
    rights = {
        "kind": "cc_by_nc",
        "credit": "© Studio",
        "purposes": ["editorial"],
        "territories": ["eu", "-hu", "EU"],
        "cost": {"amount": "450.00", "currency": "eur", "per": "year"},
        "people": "recognisable",
        "is_exclusive": True,
    }
    changed = manager.patch(f"/assets/{asset}", json={"rights": rights})
    assert changed.status_code == 200, changed.text
    told = changed.json()["rights"]
    assert (told["territories"], told["licence_url"]) == (
        ["-HU", "EU"],
        "https://creativecommons.org/licenses/by-nc/4.0/",
    )
    assert "cost" not in told
    mine = manager.get(f"/assets/{asset}/rights").json()
    hold_to(mine, COMPONENTS["AssetRights"])
    assert mine["cost"] == {"amount": "450.00", "currency": "EUR", "per": "year"}
    assert mine["lacks_consent"] is True
    theirs = client_of("viewer").get(f"/assets/{asset}/rights").json()
    assert (theirs["cost"], theirs["credit"]) == (None, "© Studio")


@pytest.mark.parametrize(
    ("rights", "path"),
    [
        ({"kind": "mine"}, "rights.kind"),
        ({"licence_url": "javascript:alert(1)"}, "rights.licence_url"),
        ({"territories": ["Europe"]}, "rights.territories[0]"),
        ({"purposes": ["fun"]}, "rights.purposes[0]"),
        ({"cost": {"amount": "1,5", "currency": "EUR"}}, "rights.cost.amount"),
        ({"cost": {"amount": "1", "currency": "Euro"}}, "rights.cost.currency"),
        ({"cost": {"amount": "1", "currency": "EUR", "per": "day"}}, "rights.cost.per"),
        ({"people": "many"}, "rights.people"),
        ({"embargo_until": "tomorrow"}, "rights.embargo_until"),
    ],
)
def test_wrong_rights_are_named(manager: Client, asset: str, rights: dict[str, Any], path: str) -> None:
    assert paths_of(manager.patch(f"/assets/{asset}", json={"rights": rights})) == {path}


def test_the_question_is_answered_in_the_language_that_is_asked_in(manager: Client, asset: str) -> None:
    consent = register(manager, asset)
    url = f"/assets/{asset}/can-use?channel=web&territory=DE&until=2199-12-31"
    answer = manager.get(url, headers={"accept-language": "fr"}).json()
    hold_to(answer, COMPONENTS["Use"])
    assert answer["verdict"] == "yes"
    assert answer["sentence"].startswith("Oui, elle peut être utilisée sur")
    assert answer["sentence"].endswith("(Allemagne) jusqu’au 31 décembre 2199.")
    english = manager.get(
        f"/assets/{asset}/can-use?channel=instagram&territory=HU", headers={"accept-language": "en"}
    )
    assert english.json()["verdict"] == "no"
    assert {reason["code"] for reason in english.json()["reasons"]} >= {"channel", "territory"}
    assert "Ada" not in english.text
    many = manager.post(
        "/can-use", json={"channel": "web", "territory": "FR", "asset_ids": [asset, "x" * 16]}
    )
    assert [each["verdict"] for each in many.json()["items"]] == ["yes"]
    assert paths_of(manager.get(f"/assets/{asset}/can-use?channel=web&until=soon")) == {"until"}
    assert manager.post(f"/consents/{consent['id']}/withdraw", json={}).status_code == 200
    assert manager.get(url).json()["verdict"] == "no"


def test_a_consent_lives_its_life(manager: Client, asset: str, client_of: ClientOf) -> None:
    consent = register(manager, asset)
    hold_to(consent, COMPONENTS["Consent"])
    assert (consent["territories"], consent["assets"], consent["state"]) == (["-HU", "EU"], 1, "active")
    one = f"/consents/{consent['id']}"
    edited = manager.patch(one, json={"expires_on": "2199-02-28"}, headers={"if-match": '"r1"'})
    assert (edited.json()["ends_at"], edited.headers["etag"]) == ("2199-03-01T00:00:00Z", '"r2"')
    stale = manager.patch(one, json={"name": "X"}, headers={"if-match": '"r1"'})
    assert (stale.status_code, "current" in problem_of(stale)) == (412, True)
    assert [each["id"] for each in manager.get("/consents?q=ada&role=minor").json()["items"]] == [
        consent["id"]
    ]
    viewer = client_of("viewer")
    (seen,) = viewer.get(f"/assets/{asset}/consents").json()["items"]
    assert (seen["name"], seen["guardian"], seen["code"]) == ("", "", "M-1")
    for refused in (viewer.get("/consents"), viewer.get(one), viewer.delete(one)):
        assert refused.status_code == 403
    listed = manager.get("/rights/endings?days=30").json()
    assert listed["items"] == []
    erased = manager.delete(one).json()
    assert (erased["name"], erased["code"], erased["state"]) == ("", "", "withdrawn")
    ended = manager.get("/rights/endings?state=ended").json()["items"]
    assert [(each["asset_id"], each["cause"]) for each in ended] == [(asset, "consent")]
    assert manager.patch(one, json={"name": "X"}).status_code == 409


def test_proofs_are_saved_by_those_who_may_and_served_to_nobody_else(
    manager: Client, asset: str, client_of: ClientOf
) -> None:
    made = manager.post(f"/assets/{asset}/proofs?filename=Vertrag%20é.pdf", content=PDF)
    assert made.status_code == 201, made.text
    hold_to(made.json(), COMPONENTS["Proof"])
    url = f"/proofs/{made.json()['id']}"
    got = manager.get(url)
    assert (got.content, got.headers["content-type"]) == (PDF, "application/pdf")
    assert got.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in got.headers["content-security-policy"]
    viewer = client_of("viewer")
    assert [viewer.get(path).status_code for path in (url, f"/assets/{asset}/proofs")] == [403, 403]
    (row,) = manager.get(f"/assets/{asset}/proofs").json()["items"]
    assert row["filename"] == "Vertrag é.pdf"
    wrong = manager.post(f"/assets/{asset}/proofs?filename=a.pdf", content=b"<svg/>")
    assert wrong.status_code == 415
    assert manager.delete(url).status_code == 204
    assert manager.get(url).status_code == 404


def test_only_admins_change_the_rules(admin: Client, manager: Client) -> None:
    assert manager.get("/rights/rules").json() == {
        "notice_days": [30, 7, 1],
        "people_without_consent": "warn",
    }
    assert manager.patch("/rights/rules", json={"notice_days": [3]}).status_code == 403
    changed = admin.patch("/rights/rules", json={"notice_days": [3, 14], "people_without_consent": "block"})
    hold_to(changed.json(), COMPONENTS["RightsRules"])
    assert changed.json()["notice_days"] == [14, 3]
    assert paths_of(admin.patch("/rights/rules", json={"notice_days": [999]})) == {"notice_days"}


def test_search_for_a_channel_asks_rights(manager: Client, asset: str) -> None:
    found = manager.get("/assets?usable_on=web&usable_in=fr")
    assert found.status_code == 200, found.text
    assert paths_of(manager.get("/assets?usable_in=FR")) == {"usable_in"}
    assert paths_of(manager.get("/assets?usable_on=web&usable_in=Europe")) == {"usable_in"}
