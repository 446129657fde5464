"""Signing in and out, and what keeps other sites out."""

from dam.accounts.caller import Role
from tests.admin_ui.houses import PASSWORD, Browser, Home, browser_of


def test_sign_in_goes_where_one_wanted(home: Home) -> None:
    browser = browser_of(home, None)
    way = browser.get("/insights?days=7")
    assert way.location == "/sign-in?next=/insights%3Fdays%3D7"
    form = browser.get(way.location)
    assert 'value="/insights?days=7"' in form.text
    answer = browser.client.post(
        "/sign-in", data={"email": "admin@example.org", "password": PASSWORD, "next": "/insights?days=7"}
    )
    assert answer.headers["location"] == "/insights?days=7"
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert browser.get("/insights?days=7").status == 200
    assert browser.get("/sign-in").location == "/"


def test_a_wrong_password_says_so_on_the_same_page(home: Home) -> None:
    browser = browser_of(home, None, "fr")
    answer = browser.client.post("/sign-in", data={"email": "admin@example.org", "password": "wrong"})
    assert answer.status_code == 401
    assert "Cet e-mail et ce mot de passe ne vont pas ensemble." in answer.text
    assert 'value="admin@example.org"' in answer.text
    assert "wrong" not in answer.text.split("<form")[1].split("</form>")[0].replace('id="wrong"', "").replace(
        'aria-describedby="wrong"', ""
    )


def test_too_many_tries_name_the_wait(home: Home) -> None:
    browser = browser_of(home, None)
    answers = [
        browser.client.post("/sign-in", data={"email": "x@example.org", "password": "no"}) for _ in range(12)
    ]
    assert answers[-1].status_code == 429
    assert "Too many tries. Try again in" in answers[-1].text


def test_sign_out_ends_the_session(admin: Browser) -> None:
    secret = admin.client.cookies["vitrine"]
    assert admin.post("/sign-out").location == "/sign-in"
    admin.client.cookies.set("vitrine", secret, domain="127.0.0.1")
    assert admin.get("/").status == 303


def test_a_form_without_its_token_changes_nothing(admin: Browser) -> None:
    answer = admin.client.post("/collections", data={"name": "Stolen"})
    assert answer.status_code == 303
    assert "Stolen" not in admin.get("/collections").text


def test_a_form_from_another_site_is_refused_unread(admin: Browser) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = admin.client.post(
            "/collections", data={"name": "Stolen", "csrf_token": admin.token}, headers=headers
        )
        assert answer.status_code == 403
    assert "Stolen" not in admin.get("/collections").text


def test_a_part_for_an_ended_session_is_401(home: Home) -> None:
    browser = browser_of(home, None)
    answer = browser.client.post("/review", data={}, headers={"HX-Request-Type": "partial"})
    assert answer.status_code == 401


def test_one_s_own_name_and_password(home: Home) -> None:
    browser = browser_of(home, Role.VIEWER)
    refused = browser.post(
        "/account", {"name": "Vera", "current_password": "wrong", "password": "a-new-long-password"}
    )
    assert refused.status == 400
    assert "The present password is not right." in refused.text
    assert browser.post("/account", {"name": "Vera"}).location == "/account"
    assert "Vera" in browser.get("/account").text
    changed = browser.post(
        "/account", {"name": "Vera", "current_password": PASSWORD, "password": "a-new-long-password"}
    )
    assert changed.location == "/sign-in"
    assert browser.get("/").status == 303
