"""Tags: one for all spellings, counted for who asks, renamed and removed everywhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dam.accounts.caller import HOUSE
from dam.assets.read import AssetFilter, get_asset, list_assets
from dam.assets.tags import check_tags, delete_tag, fold_tag, list_tags, rename_tag
from dam.changes import AssetEdited
from dam.errors import Invalid, NotFound
from tests.dam.accounts.world import World, make_caller
from tests.dam.assets.factory import make_asset


@pytest.mark.parametrize(
    ("tag", "folded"),
    [
        ("  Été   2026 ", "ete 2026"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("Œuvre", "œuvre"),
        ("हिन्दी", "हिनदी"),
    ],
)
def test_spellings_fold_together(tag: str, folded: str) -> None:
    assert fold_tag(tag) == folded


@given(st.text(max_size=80))
def test_folding_twice_is_folding_once(tag: str) -> None:
    assert fold_tag(fold_tag(tag)) == fold_tag(tag)


@given(st.lists(st.text(max_size=30), max_size=20))
def test_checked_tags_are_unique_by_their_folded_form(tags: list[str]) -> None:
    try:
        checked = check_tags(tags)
    except Invalid:
        return
    assert list(checked) == list(dict.fromkeys(fold_tag(tag) for tag in tags if fold_tag(tag)))


def test_counts_are_of_what_the_caller_sees(world: World) -> None:
    make_asset(world.core, number=0, tags=("Plage", "mer"))
    make_asset(world.core, number=1, tags=("plage",), status="approved")
    assert [(each.folded, each.count) for each in list_tags(world.core, HOUSE)] == [("plage", 2), ("mer", 1)]
    seen = list_tags(world.core, make_caller("viewer"), starts_with="PLÂ")
    assert [(each.tag, each.count) for each in seen] == [("plage", 1)]
    assert list_tags(world.core, HOUSE, starts_with="%") == []


def test_a_tag_is_renamed_everywhere_and_merges_with_its_twin(world: World) -> None:
    both = make_asset(world.core, number=0, tags=("plage", "mer"))
    one = make_asset(world.core, number=1, tags=("Plage",))
    world.announced.clear()
    assert rename_tag(world.core, HOUSE, "PLAGE", "Mer") == 2
    assert [get_asset(world.core, HOUSE, it).tags for it in (both, one)] == [("mer",), ("Mer",)]
    assert sorted(world.announced, key=str) == sorted([AssetEdited(both), AssetEdited(one)], key=str)
    assert rename_tag(world.core, HOUSE, "mer", "MER") == 2
    assert get_asset(world.core, HOUSE, one).tags == ("MER",)
    assert delete_tag(world.core, HOUSE, "mer") == 2
    assert list_assets(world.core, HOUSE, AssetFilter(tag="mer")).total == 0
    with pytest.raises(NotFound):
        delete_tag(world.core, HOUSE, "mer")
    with pytest.raises(Invalid):
        rename_tag(world.core, HOUSE, "mer", " ")
