"""The page that tunes search, in both languages and without a script, and why a hit is there in the library."""

import re

import pytest

from dam.accounts.caller import HOUSE, Role
from dam.search.tuned.synonyms import every_synonym
from dam.search.tuned.weights import list_weights
from dam.search.weights import DEFAULTS
from tests.admin_ui.houses import Browser, Home, browser_of

PAGE = "/admin/search"


@pytest.fixture
def manager(home: Home) -> Browser:
    return browser_of(home, Role.MANAGER, "en")


def values(home: Home) -> dict[str, int]:
    """Return the weights in force."""
    return {each.name: each.value for each in list_weights(home.core, HOUSE)}


def test_weights_are_turned_refused_and_put_back(home: Home, manager: Browser) -> None:
    form = {name: str(value) for name, value in DEFAULTS.items()}
    assert manager.post(PAGE, {**form, "tags": "99"}).status == 303
    assert values(home) == {**DEFAULTS, "tags": 99}
    refused = manager.post(PAGE, {**form, "title": "101"})
    assert refused.status == 400
    assert 'role="alert"' in refused.text
    assert manager.post(PAGE, {**form, "tags": ""}).status == 303
    assert values(home) == DEFAULTS


def test_lines_are_added_written_as_text_and_removed(home: Home, manager: Browser) -> None:
    assert "No synonyms yet" in manager.get(PAGE).text
    assert manager.post(f"{PAGE}/synonyms", {"terms": "flacon, bouteille", "meanings": ""}).status == 303
    assert manager.post(f"{PAGE}/synonyms", {"terms": "seul", "meanings": ""}).status == 400
    lines = "flacon, bouteille\r\n\r\nbijou => <b>bague</b>, collier\r\n"
    assert manager.post(f"{PAGE}/list", {"lines": lines}).status == 303
    kept = {(each.terms, each.meanings) for each in every_synonym(home.core, HOUSE)}
    assert kept == {(("flacon", "bouteille"), ()), (("bijou",), ("<b>bague</b>", "collier"))}
    page = manager.get(PAGE).text
    assert "<b>bague" not in page
    assert "bijou =&gt; " in page
    assert manager.post(f"{PAGE}/list", {"lines": "seul"}).status == 400
    for address in re.findall(rf'action="({PAGE}/synonyms/\w+/remove)"', page):
        assert manager.post(address, {}).status == 303
    assert every_synonym(home.core, HOUSE) == []


def test_who_may_not_tune_is_refused(home: Home) -> None:
    assert browser_of(home, Role.CONTRIBUTOR, "fr").get(PAGE).status == 403
