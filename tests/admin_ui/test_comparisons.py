"""The pages of comparisons: from an asset's page to a report, in both languages and without a script."""

import csv
import io
import re
from datetime import timedelta

import pytest

from dam.accounts.caller import HOUSE, Role
from dam.assets.models import Asset
from dam.assets.status import move_status
from dam.engagement.comparing.drafts import get_comparison, list_comparisons
from dam.language import formats
from tests.admin_ui.houses import Browser, Home, asset_id, browser_of
from tests.dam.engagement.comparing.world import act, expose, keys


@pytest.fixture
def pair(home: Home) -> tuple[str, str]:
    """Two approved pictures that have every file of the social channel."""
    first, second = asset_id(home, "Vase bleu"), asset_id(home, "Affiche rouge")
    move_status(home.core, HOUSE, second, "approved")
    home.finish()
    return first, second


def follow(browser: Browser, path: str, data: dict[str, object] | None = None) -> str:
    """Send a form and return the page that it leads to."""
    page = browser.post(path, data)
    assert page.status == 303, page.text
    return browser.get(page.location).text


def draft(home: Home, admin: Browser, pair: tuple[str, str], **more: object) -> str:
    first, second = pair
    given = {"asset": first, "where": "social/square", "goal": "acted:click", "arm": second, **more}
    assert "The draft is made" in follow(admin, "/insights/comparisons", given)
    return list_comparisons(home.core, HOUSE).items[0].id


def test_a_comparison_is_planned_started_read_and_ended(
    home: Home, admin: Browser, pair: tuple[str, str]
) -> None:
    first, second = pair
    assert f"/insights/comparisons/new?asset={first}" in admin.get(f"/assets/{first}").text
    form = admin.get(f"/insights/comparisons/new?asset={first}&where=social/square").text
    assert f'value="{second}"' in form
    assert re.findall(r'name="crop" value="(.+?)"', form) == ["link"], "the others need more pixels"
    comparison_id = draft(
        home, admin, pair, **{"weight:control": "3", f"weight:{second}": "1", "title": "Vases"}
    )
    view = get_comparison(home.core, HOUSE, comparison_id)
    assert [arm.weight for arm in view.arms] == [3, 1]
    assert (view.goal_class, view.goal_kind, view.preset) == ("acted", "click", "square")
    one = f"/insights/comparisons/{comparison_id}"
    assert "75%" in admin.get(one).text
    last = home.core.now() + timedelta(days=9)
    assert "Saved." in follow(admin, one, {"title": "Vases", "ends": last.date().isoformat()})
    assert f"<dt>Last day</dt><dd>{formats.day(last, 'en')}</dd>" in admin.get(one).text
    assert formats.day(last, "en") in admin.get("/insights/comparisons").text
    assert "It runs." in follow(admin, f"{one}/start")
    now = home.core.now()
    for place, (count, converted) in enumerate(((600, 30), (200, 45))):
        visitors = keys("ab"[place], count)
        expose(home.core, comparison_id, place, visitors, at=now - timedelta(seconds=1))
        act(home.core, first, visitors[:converted], at=now, channel="social")
    text = admin.get(one).text
    found = re.search(r"B is better by ([\d.]+) to ([\d.]+) points", text)
    assert found is not None
    assert float(found[1]) < 17.5 < float(found[2])
    assert "To use B from now on" in text
    rows = list(csv.DictReader(io.StringIO(admin.get(f"{one}.csv").text.lstrip("\ufeff"))))
    assert [row["conversions"] for row in rows] == ["30", "45"]
    assert "Running" in admin.get("/insights/comparisons").text
    expose(home.core, comparison_id, 1, keys("c", 400), at=now)  # as many as A has, where 3 to 1 was intended
    assert "none of these figures can be believed" in admin.get(one).text
    assert "It has ended" in follow(admin, f"{one}/end")
    assert "Saved." in follow(admin, one, {"title": "Les vases"})
    assert "The comparison is deleted." in follow(admin, f"{one}/delete")
    assert list_comparisons(home.core, HOUSE).total == 0


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"arm": ""}, "Choose one to 7 candidates"),
        ({"weight:control": "0"}, "A share is a whole number"),
        ({"starts": "2026-01-01", "ends": "2026-08-01"}, "84 days later at most"),
        ({"ends": "never"}, "ends must be a day"),
        ({"where": "nowhere"}, "Choose where."),
        ({"goal": "sold"}, "The goal must be one of"),
    ],
)
def test_what_is_wrong_is_said_above_the_form(
    home: Home, admin: Browser, pair: tuple[str, str], more: dict[str, str], sentence: str
) -> None:
    given = {"asset": pair[0], "where": "social/square", "goal": "acted", "arm": pair[1], **more}
    page = admin.post("/insights/comparisons", given)
    assert (page.status, sentence in page.text) == (400, True)
    if more.get("arm") != "":
        assert re.search(rf'value="{pair[1]}" checked', page.text)  # what was ticked stays ticked


def test_what_is_in_the_way_of_a_start_is_said(home: Home, admin: Browser, pair: tuple[str, str]) -> None:
    comparison_id = draft(home, admin, pair, where="web/card")
    assert "A lacks a file that is served here" in follow(
        admin, f"/insights/comparisons/{comparison_id}/start"
    )


def test_an_arm_that_went_dark_or_was_deleted_is_told(
    home: Home, admin: Browser, pair: tuple[str, str]
) -> None:
    comparison_id = draft(home, admin, pair)
    with home.core.db.write() as session:
        session.delete(session.get_one(Asset, pair[1]))
    page = admin.get(f"/insights/comparisons/{comparison_id}")
    assert "A deleted asset" in page.text


def test_in_french_and_for_those_who_only_read(home: Home, admin: Browser, pair: tuple[str, str]) -> None:
    comparison_id = draft(home, admin, pair)
    admin.post(f"/insights/comparisons/{comparison_id}/start")
    one = f"/insights/comparisons/{comparison_id}"
    reader = browser_of(home, Role.VIEWER, locale="fr")
    text = reader.get(one).text
    assert "Trop peu de visiteurs" in text
    assert f"{one}/end" not in text
    reader.post(f"{one}/end")
    assert get_comparison(home.core, HOUSE, comparison_id).state == "running"
    assert reader.get(f"/insights/comparisons/new?asset={pair[0]}").status == 403
    assert "Comparaisons" in reader.get("/insights").text


def test_an_end_within_another_comparison_is_refused_in_words(
    home: Home, admin: Browser, pair: tuple[str, str]
) -> None:
    today = home.core.now().date()
    first, second = (
        draft(
            home,
            admin,
            pair,
            starts=str(today + timedelta(days=days)),
            ends=str(today + timedelta(days=days)),
        )
        for days in (1, 3)
    )
    for each in (first, second):
        assert "It is planned." in follow(admin, f"/insights/comparisons/{each}/start")
    page = follow(admin, f"/insights/comparisons/{first}", {"ends": str(today + timedelta(days=4))})
    assert "Another comparison is behind the same address at the same time." in page
