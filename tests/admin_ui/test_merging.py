"""Two people edit the same asset: what does not meet is merged, what meets is asked, and no typed word is lost."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin_ui.merging import merge
from dam.accounts.caller import HOUSE, Role
from dam.assets.edit import edit_asset
from dam.assets.read import get_asset
from tests.admin_ui.houses import Browser, Home, asset_id, browser_of

VALUES = st.sampled_from(["", "a", "b", "c"])
SIDES = st.fixed_dictionaries({"title": VALUES, "alt.fr": VALUES, "fields.season": VALUES})


@given(SIDES, SIDES, SIDES)
def test_no_change_of_either_side_is_lost_without_being_asked(
    base: dict[str, str], theirs: dict[str, str], mine: dict[str, str]
) -> None:
    merged = merge(base, theirs, mine)
    for name in mine:
        result = merged.parts.get(name, theirs[name])
        if name in merged.conflicts:
            assert base[name] not in (theirs[name], mine[name])
            assert theirs[name] != mine[name]
        else:
            assert result == (theirs[name] if mine[name] == base[name] else mine[name])


@pytest.fixture
def address(home: Home) -> str:
    """The page of one asset."""
    return f"/assets/{asset_id(home, 'Vase bleu')}"


def inputs(page: str, action: str) -> dict[str, str]:
    """Return what a form of a page sends when nothing is touched."""
    form = page.split(f'action="{action}"', 1)[1].split("</form>", 1)[0]
    found = dict(re.findall(r'<input[^>]* name="([^"]+)" value="([^"]*)"', form))
    areas = dict(re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>([^<]*)</textarea>', form))
    return {name: html.unescape(value) for name, value in {**found, **areas}.items() if name != "csrf_token"}


def test_what_only_one_of_two_changed_is_merged(home: Home, admin: Browser, address: str) -> None:
    typed = inputs(admin.get(address).text, f"{address}/texts")
    edit_asset(home.core, HOUSE, address[8:], {"description": "Von ihr", "tags": ["neu"]})
    answer = admin.post(f"{address}/texts", {**typed, "title": "Mein Titel"})
    assert (answer.status, answer.location) == (303, address)
    assert (
        "Somebody else changed this meanwhile, and it is kept: Description, Tags." in admin.get(address).text
    )
    view = get_asset(home.core, HOUSE, address[8:])
    assert (view.title, view.description, view.tags) == ("Mein Titel", "Von ihr", ("neu",))


@pytest.mark.parametrize(("choice", "title"), [("theirs", "Ihr Titel"), ("mine", "Mein Titel")])
def test_what_both_changed_is_asked_value_by_value(
    home: Home, admin: Browser, address: str, choice: str, title: str
) -> None:
    typed = inputs(admin.get(address).text, f"{address}/texts")
    edit_asset(home.core, HOUSE, address[8:], {"title": "Ihr Titel", "description": "Von ihr"})
    answer = admin.post(f"{address}/texts", {**typed, "title": "Mein Titel", "alt_fr": "Ein Text"})
    assert answer.status == 412
    assert answer.text.count('<fieldset class="merge">') == 1
    assert "Changed by somebody else, and kept: Description." in answer.text
    assert get_asset(home.core, HOUSE, address[8:]).title == "Ihr Titel"
    again = inputs(answer.text, f"{address}/texts")
    saved = admin.post(f"{address}/texts", {**again, "take.title": choice})
    assert saved.status == 303
    view = get_asset(home.core, HOUSE, address[8:])
    assert (view.title, view.description, view.alt) == (title, "Von ihr", {"fr": "Ein Text"})


def test_what_is_refused_stands_in_the_form_as_it_was_typed(home: Home, admin: Browser, address: str) -> None:
    typed = {"holder": "Nina", "territories": "FR, ZZZ", "ends_on": "2031-06-30", "successor": "nowhere"}
    answer = admin.post(f"{address}/rights", typed)
    assert answer.status == 400
    assert "Not saved yet" in answer.text
    for value in typed.values():
        assert f'value="{value}"' in answer.text
    long = admin.post(f"{address}/texts", {"title": "wort " * 5000, "description": "Bleibt"})
    assert long.status == 400
    assert "title has at most 500 characters, and 24999 came." in long.text
    assert ">Bleibt</textarea>" in long.text


def test_ten_thousand_tags_are_refused_in_a_sentence_of_the_readers_language(
    home: Home, address: str
) -> None:
    french = browser_of(home, Role.ADMIN, "fr")
    answer = french.post(f"{address}/texts", {"tags": ", ".join(f"t{n}" for n in range(10_000))})
    assert answer.status == 400
    assert "Mots-clés" in html.unescape(answer.text.split('role="alert"')[1][:500])
