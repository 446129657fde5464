"""Who is asking: tokens, cookies, and what keeps other sites from using a cookie."""

from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
import sqlalchemy as sa

from dam.accounts.access.brands import change_brand
from dam.accounts.caller import HOUSE
from dam.accounts.models import Token
from dam.accounts.people import add_person
from dam.accounts.sessions import SignedIn, sign_in, sign_out
from dam.accounts.tokens import create_token, revoke_token
from delivery.house import House
from delivery.identify import cookie_name
from tests.delivery.api.client import problem_of
from tests.delivery.api.pictures import png

PASSWORD = "correct horse battery"


@pytest.fixture
def signed_in(house: House) -> SignedIn:
    """A signed-in manager."""
    add_person(house.core, HOUSE, email="admin@example.org", name="Admin", role="manager", password=PASSWORD)
    return sign_in(house.core, "admin@example.org", PASSWORD, "127.0.0.1")


@pytest.fixture
def browser(base: str, signed_in: SignedIn) -> Iterator[httpx.Client]:
    """A browser with the cookie of the session."""
    cookie = {"Cookie": f"vitrine={signed_in.secret}"}
    with httpx.Client(base_url=f"{base}/api/v1", headers=cookie) as client:
        yield client


@pytest.mark.parametrize(
    "authorization", ["Bearer vt_wrong", "Bearer", "Basic dXNlcjpwYXNz", "Bearer \xe9", "vt_bare", ""]
)
def test_a_wrong_token_is_refused_even_beside_a_good_cookie(
    browser: httpx.Client, authorization: str
) -> None:
    response = browser.get("/assets", headers={b"Authorization": authorization.encode("latin-1")})
    assert problem_of(response)["status"] == 401
    assert response.headers["www-authenticate"] == "Bearer"


def test_a_tampered_expired_or_revoked_token_is_refused(house: House, nobody: httpx.Client) -> None:
    token, secret = create_token(house.core, HOUSE, name="t", role="manager")
    expiring, late = create_token(
        house.core, HOUSE, name="e", role="manager", expires_at=house.core.now() + timedelta(hours=1)
    )

    def status(value: str) -> int:
        return nobody.get("/api/v1/channels", headers={"Authorization": f"Bearer {value}"}).status_code

    assert (status(secret), status(late)) == (200, 200)
    assert status(secret[:-1] + ("a" if secret[-1] != "a" else "b")) == 401
    with house.core.db.write() as session:
        past = house.core.now() - timedelta(seconds=1)
        session.execute(sa.update(Token).where(Token.id == expiring.id).values(expires_at=past))
    revoke_token(house.core, HOUSE, token.id)
    assert (status(secret), status(late)) == (401, 401)


def test_a_session_reads_with_its_cookie_alone(browser: httpx.Client) -> None:
    assert browser.get("/assets").status_code == 200


def test_who_says_to_be_a_player_takes_a_picture_home_all_the_same(
    house: House, browser: httpx.Client, signed_in: SignedIn
) -> None:
    files, token = {"file": ("a.png", png())}, {"X-CSRF-Token": signed_in.csrf_token}
    asset_id = browser.post("/assets", files=files, headers=token).json()["id"]
    path, player = f"/assets/{asset_id}/original", {"Sec-Fetch-Dest": "video"}
    assert browser.get(path, headers=player).status_code == 200
    assert browser.get(f"/assets/{asset_id}/downloads").json()["total"] == 1
    brand = browser.get(f"/assets/{asset_id}").json()["brand_id"]
    change_brand(house.core, HOUSE, brand, {"asks_purpose": True})
    assert browser.get(path, headers=player).status_code == 400


def test_a_session_writes_only_with_its_csrf_token(browser: httpx.Client, signed_in: SignedIn) -> None:
    files = {"file": ("a.png", png())}
    for headers in ({}, {"X-CSRF-Token": "wrong"}, {"X-CSRF-Token": ""}):
        assert problem_of(browser.post("/assets", files=files, headers=headers))["status"] == 403
    right = browser.post("/assets", files=files, headers={"X-CSRF-Token": signed_in.csrf_token})
    assert right.status_code == 201


def test_an_ended_session_is_nobody(house: House, browser: httpx.Client, signed_in: SignedIn) -> None:
    sign_out(house.core, signed_in.secret)
    assert browser.get("/assets").status_code == 401


def test_the_cookie_of_tls_is_bound_to_the_host() -> None:
    assert (cookie_name(True), cookie_name(False)) == ("__Host-vitrine", "vitrine")
