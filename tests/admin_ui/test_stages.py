"""The form of the stages: renamed, reordered, added, removed and brought back, in both languages and without a script."""

import re

import pytest

from admin_ui.pages.stages import name_of
from dam.accounts.caller import HOUSE, Role
from dam.engagement.stages import list_stages
from tests.admin_ui.houses import Browser, Home, browser_of

PAGE = "/admin/stages"


@pytest.fixture
def manager(home: Home) -> Browser:
    return browser_of(home, Role.MANAGER, "en")


def filled(page: str) -> dict[str, object]:
    """Return what a browser would send of the form as it stands."""
    form: dict[str, object] = {"stage": re.findall(r'name="stage" value="([\w-]+)"', page)}
    form |= dict(re.findall(r'name="((?:place|fr|en)-[\w-]+)" value="([^"]*)"', page))
    for name, options in re.findall(r'<select class="select" name="(channel-\w+)">(.*?)</select>', page):
        form[name] = re.findall(r'value="([\w-]+)" selected', options)[0]
    return form


def names(home: Home) -> list[str]:
    return [stage.name for stage in list_stages(home.core, HOUSE).stages]


def test_what_stands_in_the_form_changes_nothing(home: Home, manager: Browser) -> None:
    before = list_stages(home.core, HOUSE)
    answer = manager.post(PAGE, filled(manager.get(PAGE).text))
    assert (answer.status, answer.location) == (303, PAGE)
    after = list_stages(home.core, HOUSE)
    assert (after.stages, after.former) == (before.stages, ())
    assert "The stages are saved" in manager.get(PAGE).text


def test_stages_are_renamed_reordered_added_removed_and_brought_back(home: Home, manager: Browser) -> None:
    form = filled(manager.get(PAGE).text)
    form |= {
        "place-retention": "0", "fr-research": "S’inspirer", "en-research": "<b>Inspire</b>", "remove-tracking": "1",
        "fr-new": "Bouche à oreille", "channel-social": "retention", "channel-sms": "tracking",
    }  # fmt: skip
    assert manager.post(PAGE, form).status == 303
    assert names(home) == ["retention", "discovery", "research", "purchase", "aftersales", "bouche-a-oreille"]
    page = manager.get(PAGE).text
    assert "&lt;b&gt;Inspire&lt;/b&gt;" in page
    assert "<b>Inspire" not in page
    assert 'name="restore" value="tracking"' in page
    assert list_stages(home.core, HOUSE).map.serves("social") == "retention"
    assert "S’inspirer" in browser_of(home, Role.MANAGER, "fr").get("/admin/stages").text
    assert manager.post(PAGE, {**filled(page), "restore": "tracking"}).status == 303
    assert names(home)[-1] == "tracking"


def test_what_is_wrong_is_said_and_what_was_typed_stays(home: Home, manager: Browser) -> None:
    form = {**filled(manager.get(PAGE).text), "en-research": "x" * 61, "fr-research": "Chercher"}
    answer = manager.post(PAGE, form)
    assert answer.status == 400
    assert 'role="alert"' in answer.text
    assert "Chercher" in answer.text
    wrong: tuple[dict[str, object], ...] = (
        {"stage": ["One", "' OR 1=1"]},
        {"stage": []},
        {"stage": ["one"] * 20},
        {**form, "place-web": "x"},
    )
    for odd in wrong:
        assert manager.post(PAGE, odd).status == 400
    assert len(names(home)) == 6


def test_a_contributor_is_told_that_it_is_not_theirs(home: Home) -> None:
    page = browser_of(home, Role.CONTRIBUTOR, "en").get(PAGE)
    assert page.status == 403
    assert "This needs the role manager" in page.text


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Après-vente", "apres-vente"), ("  Élan ! ", "elan"), ("購入", "stage"), ("1. Rêver", "rever"),
        ("A very long title indeed", "a-very-long-title-in"),
    ],
)  # fmt: skip
def test_a_new_stage_is_named_by_its_title(title: str, name: str) -> None:
    assert name_of(title) == name
