"""Several brands on the pages: chosen at upload, changed on the asset's page, and figures of one of them."""

from dataclasses import dataclass

import pytest

from dam.accounts.access.brands import create_brand
from dam.accounts.access.grants import NewGrant, grant_role
from dam.accounts.caller import HOUSE, Role
from dam.accounts.people import add_person
from dam.assets.brands import move_to_brand
from dam.assets.read import get_asset
from dam.clock import now, rfc3339
from dam.engagement.intake.ledger import accept
from dam.engagement.intake.steps import API, Context
from tests.admin_ui.houses import PASSWORD, Browser, Home, asset_id, browser_of, picture


@dataclass(frozen=True, slots=True)
class Atelier:
    """A second brand, and a browser signed in as somebody who manages it and has no role in the house."""

    id: str
    manager: Browser


@pytest.fixture
def atelier(home: Home) -> Atelier:
    """Add the brand with its manager, and give it one of the pictures."""
    brand = create_brand(home.core, HOUSE, name="Atelier").id
    person = add_person(
        home.core, HOUSE, email="atelier@example.org", name="Ada", role=None, password=PASSWORD
    )
    grant_role(home.core, HOUSE, NewGrant("person", person.id, "brand", brand, Role.MANAGER))
    move_to_brand(home.core, HOUSE, asset_id(home, "Fauteuil vert"), brand)
    browser = browser_of(home, None)
    answer = browser.client.post("/sign-in", data={"email": "atelier@example.org", "password": PASSWORD})
    assert answer.status_code == 303
    return Atelier(brand, browser)


def test_a_house_of_one_brand_asks_for_none(admin: Browser, home: Home) -> None:
    for path in ("/upload", f"/assets/{asset_id(home, 'Vase bleu')}", "/insights"):
        assert 'name="brand"' not in admin.get(path).text


def test_whoever_may_add_to_several_brands_chooses_one(home: Home, admin: Browser, atelier: Atelier) -> None:
    page = admin.get("/upload").text
    assert page.count(f'<option value="{atelier.id}">Atelier</option>') == 2  # the page and its dialog
    admin.post("/upload", {"brand": atelier.id}, files={"file": ("Bol.jpg", picture("#224466"))})
    assert get_asset(home.core, HOUSE, asset_id(home, "Bol")).brand_id == atelier.id
    assert 'name="brand"' not in atelier.manager.get("/upload").text
    atelier.manager.post("/upload", {}, files={"file": ("Vasque.jpg", picture("#664422"))})
    assert get_asset(home.core, HOUSE, asset_id(home, "Vasque")).brand_id == atelier.id


def test_an_asset_is_given_to_another_brand_on_its_page(home: Home, admin: Browser, atelier: Atelier) -> None:
    asset = asset_id(home, "Nappe d'été")
    assert "Give it to another brand" in admin.get(f"/assets/{asset}").text
    admin.post(f"/assets/{asset}/brand", {"brand": atelier.id})
    page = admin.get(f"/assets/{asset}").text
    assert "<dt>Brand</dt><dd>Atelier</dd>" in page
    assert "was given to the other brand" in page
    theirs = atelier.manager.get(f"/assets/{asset}").text
    assert "Give it to another brand" not in theirs
    atelier.manager.post(f"/assets/{asset}/brand", {"brand": "main"})
    assert "This needs the role contributor" in atelier.manager.get("/account").text
    assert get_asset(home.core, HOUSE, asset).brand_id == atelier.id


def test_figures_of_a_brand_are_for_its_manager(home: Home, admin: Browser, atelier: Atelier) -> None:
    events = [
        {"asset": asset_id(home, title), "channel": "web", "class": "seen", "at": rfc3339(now())}
        for title, times in (("Fauteuil vert", 2), ("Vase bleu", 3))
        for _ in range(times)
    ]
    assert accept(home.core, HOUSE, events, Context(API)).accepted == 5
    page = atelier.manager.get("/insights").text
    assert '<p class="big-figure">2</p>' in page
    assert "Fauteuil vert" in page
    assert "Vase bleu" not in page
    assert atelier.manager.get("/insights?brand=main").text.count('<p class="big-figure">2</p>') == 1
    for path in ("/insights/journey", "/insights/feedback", "/insights/why?figure=seen"):
        assert atelier.manager.get(path).status == 200, path
    for path in ("/insights/sales", "/insights/counting", "/insights/comparisons"):
        assert f'href="{path}' not in page, path
    house = admin.get(f"/insights?brand={atelier.id}").text
    assert '<p class="big-figure">2</p>' in house
    assert 'aria-label="Remove the filter Atelier"' in house
    assert '<p class="big-figure">5</p>' in admin.get("/insights").text


def test_who_sends_something_to_review_sees_whom_it_waits_for(home: Home) -> None:
    contributor = browser_of(home, Role.CONTRIBUTOR)
    assert "Nothing of yours waits for anybody" in contributor.get("/review/sent").text
    contributor.post("/upload", {}, files={"file": ("Bol.jpg", picture("#224466"))})
    home.finish()
    asset = asset_id(home, "Bol")
    contributor.post(f"/assets/{asset}/status", {"status": "in_review"})
    page = contributor.get("/review/sent").text
    assert f'href="/assets/{asset}/discussion">Bol</a>' in page
    assert "Whoever approves" in page
    manager = browser_of(home, Role.MANAGER)
    found = manager.get(f"/assets/{asset}/discussion").text.split('<option value="person:')
    person = next(part.split('"')[0] for part in found[1:] if ">Manager<" in part)
    manager.post(f"/assets/{asset}/review/assign", {"assignee": f"person:{person}", "due_on": "2033-02-28"})
    page = contributor.get("/review/sent").text
    assert "Manager" in page
    assert "Feb 28, 2033" in page
    assert browser_of(home, Role.VIEWER).get("/review/sent").status == 403
