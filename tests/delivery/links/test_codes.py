"""Codes: drawn, chosen, derived, typed wrong."""

import pytest

from dam.errors import Invalid
from dam.ids import new_id
from delivery.links.codes import (
    Derived,
    check_chosen,
    derived_code,
    new_code,
    read_derived,
    spellings,
)

ASSET = "0123456789abcdef"


def test_drawn_codes_are_short_and_differ() -> None:
    drawn = {new_code() for _ in range(2_000)}
    assert len(drawn) == 2_000
    assert all(len(code) == 8 and spellings(code) == (code,) for code in drawn)


@pytest.mark.parametrize(
    ("code", "means"),
    [
        (ASSET, Derived(ASSET, "print", "")),
        (f"{ASSET}.a5", Derived(ASSET, "print", "a5")),
        (f"{ASSET}.instore.landscape-4k", Derived(ASSET, "instore", "landscape-4k")),
        (f"{ASSET}.", None),
        (f"{ASSET}.a.b.c", None),
        (f"{ASSET}.{'a' * 41}", None),
        (f"{ASSET[:15]}.a5", None),
        ("summer", None),
    ],
)
def test_a_code_of_an_asset_says_what_it_means(code: str, means: Derived | None) -> None:
    assert read_derived(code) == means
    if means is not None:
        assert derived_code(means.asset_id, means.channel, means.placement) == code


def test_the_code_of_a_preset_holds_for_every_asset() -> None:
    asset = new_id()
    assert derived_code("{asset}", "print", "a5").replace("{asset}", asset) == f"{asset}.a5"


@pytest.mark.parametrize(
    ("typed", "kept"), [("Summer-2026", "summer-2026"), ("  abc ", "abc"), ("a" * 40, "a" * 40)]
)
def test_words_are_kept_in_lower_case(typed: str, kept: str) -> None:
    assert check_chosen(typed) == kept


@pytest.mark.parametrize("typed", ["", "ab", "-abc", "abc-", "a b c", "été", "a.b", "a/b", "a" * 41, ASSET])
def test_other_words_are_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        check_chosen(typed)


@pytest.mark.parametrize("typed", ["", "a", "é" * 9, "a\x00b", "x" * 100_000, "a/b", "%61bc", "abc\n"])
def test_what_is_no_code_is_not_looked_up(typed: str) -> None:
    assert spellings(typed) == ()
