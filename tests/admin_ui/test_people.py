"""People, tokens and the review queue."""

from dam.accounts.caller import HOUSE
from dam.accounts.people import list_people
from dam.accounts.tokens import caller_of_token
from dam.assets.read import get_asset
from tests.admin_ui.houses import PASSWORD, Browser, Home, asset_id


def test_somebody_is_added_changed_and_disabled(home: Home, admin: Browser) -> None:
    new = {
        "email": "Nora@example.org",
        "name": "Nora",
        "role": "viewer",
        "locale": "fr",
        "password": PASSWORD + "-2",
    }
    assert admin.post("/people", new).location == "/people"
    nora = next(person for person in list_people(home.core, HOUSE) if person.name == "Nora")
    admin.post(f"/people/{nora.id}", {"role": "manager"})
    admin.post(f"/people/{nora.id}", {"is_active": "no"})
    changed = next(person for person in list_people(home.core, HOUSE) if person.name == "Nora")
    assert (changed.role, changed.is_active) == ("manager", False)
    assert "Disabled" in admin.get("/people").text


def test_what_is_wrong_is_said_and_what_was_typed_kept(admin: Browser) -> None:
    weak = admin.post(
        "/people",
        {"email": "n@example.org", "name": "Nora", "role": "viewer", "locale": "fr", "password": "x"},
    )
    assert weak.status == 400
    assert "at least 12 characters" in weak.text
    assert 'value="n@example.org"' in weak.text
    twice = admin.post(
        "/people",
        {
            "email": "admin@example.org",
            "name": "A",
            "role": "viewer",
            "locale": "fr",
            "password": PASSWORD + "-2",
        },
    )
    assert twice.status == 409
    assert "already here" in twice.text


def test_the_last_admin_stays(home: Home, admin: Browser) -> None:
    me = next(person for person in list_people(home.core, HOUSE) if person.role == "admin")
    admin.post(f"/people/{me.id}", {"role": "viewer"})
    assert "last admin" in admin.get("/people").text


def test_a_token_is_shown_once_and_revoked(home: Home, admin: Browser) -> None:
    page = admin.post("/tokens", {"name": "Shop", "role": "viewer", "days": "90"})
    secret = page.text.split("<code>")[1].split("</code>")[0]
    with home.core.db.read() as session:
        assert caller_of_token(session, secret).name == "Shop"
    listed = admin.get("/tokens").text
    assert secret not in listed
    assert "Shop" in listed
    token = listed.split('action="/tokens/')[1].split("/")[0]
    admin.post(f"/tokens/{token}/revoke")
    assert "No tokens yet" in admin.get("/tokens").text


def test_the_review_queue_goes_on_by_itself(home: Home, admin: Browser) -> None:
    first, second = asset_id(home, "Affiche rouge"), asset_id(home, "Fauteuil vert")
    admin.post(f"/assets/{second}/status", {"status": "in_review"})
    page = admin.get("/review")
    assert "2 assets wait" in page.text
    assert f'name="after" value="{second}"' in page.text
    silent = admin.post("/review", {"asset": first, "verdict": "reject", "reason": " "})
    assert silent.status == 303
    assert get_asset(home.core, HOUSE, first).status == "in_review"
    sent_back = admin.post(
        "/review", {"asset": first, "verdict": "reject", "reason": "Flou", "after": second}
    )
    assert sent_back.location == f"/review?asset={second}"
    asset = get_asset(home.core, HOUSE, first)
    assert (asset.status, asset.status_reason) == ("draft", "Flou")
    admin.post("/review", {"asset": second, "verdict": "approve"})
    assert "Nothing waits for you" in admin.get("/review").text
