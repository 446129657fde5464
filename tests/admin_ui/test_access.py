"""Pages of access: two steps, sessions, groups, brands, grants."""

import html
import re
from dataclasses import replace

import pyotp
import pytest
from starlette.applications import Starlette

from admin_ui.routes import routes
from dam.accounts.access.brands import get_brand, list_brands
from dam.accounts.access.grants import list_grants
from dam.accounts.access.groups import list_groups
from dam.accounts.caller import HOUSE, Role
from dam.accounts.people import list_people
from tests.admin_ui.houses import PASSWORD, Browser, Home, browser_of
from tests.delivery.api.serving import served


def secret_on(page: str) -> str:
    found = re.search(r'enrolment-secret">([A-Z2-7 ]+)<', page)
    assert found is not None
    return found[1].replace(" ", "")


def person_id(home: Home, role: str) -> str:
    return next(each.id for each in list_people(home.core, HOUSE) if each.role == role)


def test_codes_are_set_up_asked_for_and_removed(home: Home, admin: Browser) -> None:
    page = admin.get("/account/second-factor")
    assert "data:image/svg+xml;base64," in page.text
    totp = pyotp.TOTP(secret_on(page.text))
    wrong = admin.client.post(
        "/account/second-factor", data={"action": "confirm", "code": "000000", "csrf_token": admin.token}
    )
    assert wrong.status_code == 400
    assert "This code is not right" in wrong.text
    shown = admin.client.post(
        "/account/second-factor", data={"action": "confirm", "code": totp.now(), "csrf_token": admin.token}
    )
    codes = re.findall(r"<li><code>([0-9a-z-]+)</code>", shown.text)
    assert len(codes) == 10
    assert "Two steps" in admin.get("/people").text
    other = browser_of(home, None)
    answer = other.client.post(
        "/sign-in", data={"email": "admin@example.org", "password": PASSWORD, "next": "/insights?days=7"}
    )
    assert answer.headers["location"] == "/sign-in/code?next=/insights%3Fdays%3D7"
    assert other.get("/").status == 303
    form = other.get(answer.headers["location"]).text
    given = {
        "step_token": html.unescape(re.findall(r'name="step_token" value="([^"]+)"', form)[0]),
        "next": "/insights?days=7",
    }
    assert other.client.post("/sign-in/code", data={**given, "code": "123"}).status_code == 400
    forged = other.client.post("/sign-in/code", data={"code": codes[0], "step_token": "x"})
    assert forged.headers["location"] == "/sign-in"
    done = other.client.post("/sign-in/code", data={**given, "code": codes[0]})
    assert done.headers["location"] == "/insights?days=7"
    assert other.get("/insights?days=7").status == 200


def test_where_codes_are_forced_the_first_sign_in_sets_them_up(home: Home) -> None:
    house = replace(home.house, settings=replace(home.house.settings, two_factors="admins"))
    app = Starlette(routes=routes())
    app.state.house = house
    with served(app) as url:
        browser = browser_of(replace(home, house=house, url=url), Role.ADMIN)
        page = browser.get("/sign-in/code").text
        token = re.findall(r'name="step_token" value="([^"]+)"', page)[0]
        code = pyotp.TOTP(secret_on(page)).now()
        answer = browser.client.post("/sign-in/code", data={"code": code, "step_token": token})
        assert "Recovery codes" in answer.text
        assert browser.get("/people").status == 200


def test_sessions_are_ended_one_by_one_and_by_an_admin(home: Home, admin: Browser) -> None:
    viewer, again = browser_of(home, Role.VIEWER), browser_of(home, Role.VIEWER)
    (path,) = re.findall(r'action="(/account/sessions/[0-9a-z]{16}/end)"', viewer.get("/account").text)
    assert viewer.post(path).status == 303
    assert again.get("/").status == 303
    assert viewer.get("/").status == 200
    viewers = person_id(home, "viewer")
    assert "Sign out everywhere" in admin.get(f"/people/{viewers}").text
    admin.post(f"/people/{viewers}/security", {"action": "end"})
    assert viewer.get("/").status == 303


def test_groups_brands_and_grants_are_made_on_pages(home: Home, admin: Browser) -> None:
    where = admin.post("/admin/groups", {"name": "Agency"}).location
    viewers = person_id(home, "viewer")
    admin.post(where, {"action": "add", "person": viewers})
    (group,) = list_groups(home.core, HOUSE)
    assert group.members == (viewers,)
    place = admin.post("/admin/brands", {"name": "Atelier"}).location
    brand = list_brands(home.core, HOUSE)[1]
    given = {
        "subject": f"group:{group.id}",
        "place": f"brand:{brand.id}",
        "role": "manager",
        "until": "2099-12-31",
    }
    admin.post("/admin/grants", given)
    (grant,) = list_grants(home.core, HOUSE)
    assert (grant.role, grant.scope_id) == ("manager", brand.id)
    for page in (where, place, f"/people/{viewers}", "/admin/groups", "/admin/brands"):
        assert admin.get(page).status == 200
    assert "Brand Atelier" in admin.get(where).text
    admin.post(
        place,
        {
            "name": "Atelier",
            "marks": "unapproved",
            "unmarked_role": "manager",
            "asks_purpose": "yes",
            "purposes": "Press\nSocial",
        },
    )
    saved = get_brand(home.core, HOUSE, brand.id)
    assert (saved.marks, saved.asks_purpose, saved.purposes) == (["unapproved"], True, ["Press", "Social"])
    admin.post(f"/admin/grants/{grant.id}/revoke")
    assert list_grants(home.core, HOUSE) == []
    admin.post(place, {"action": "delete"})
    admin.post(where, {"action": "delete"})
    assert (len(list_brands(home.core, HOUSE)), list_groups(home.core, HOUSE)) == (1, [])


@pytest.mark.parametrize("path", ["/admin/groups", "/admin/brands", "/admin/brands/main"])
def test_access_is_for_admins(home: Home, path: str) -> None:
    assert browser_of(home, Role.MANAGER).get(path).status == 403


def test_rooms_of_the_administration_stand_in_groups(admin: Browser) -> None:
    page = admin.get("/admin/vocabulary").text
    (groups, rooms) = (each.split("</nav>")[0] for each in page.split('<nav class="tabs')[1:3])
    assert re.findall(r'href="([^"]+)"', groups) == ["/people", "/admin/fields", "/admin/workflow", "/tokens"]
    assert '"/admin/fields" aria-current="true"' in groups
    assert '"/admin/vocabulary" aria-current="page"' in rooms
    assert "/people" not in rooms
