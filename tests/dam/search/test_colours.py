"""A measured colour gets the name that people would give it."""

import pytest

from dam.search.colours import FAMILIES, colour_families, name_colour


@pytest.mark.parametrize(
    ("colour", "name"),
    [
        ("ff0000", "red"),
        ("b3261e", "red"),
        ("f57c00", "orange"),
        ("6b3e1d", "orange"),
        ("ffd400", "yellow"),
        ("2e7d32", "green"),
        ("0b6b66", "blue"),
        ("1f4fbf", "blue"),
        ("7b3fa0", "purple"),
        ("e91e8c", "pink"),
        ("000000", "black"),
        ("101214", "black"),
        ("808080", "grey"),
        ("8b8982", "grey"),
        ("ffffff", "white"),
        ("f7f7f5", "white"),
    ],
)
def test_the_name(colour: str, name: str) -> None:
    assert name_colour(colour) == name


def test_every_colour_has_one_of_the_names() -> None:
    steps = range(0, 256, 15)
    assert {name_colour(f"{r:02x}{g:02x}{b:02x}") for r in steps for g in steps for b in steps} == set(
        FAMILIES
    )


def test_both_forms_are_read_and_others_passed_over() -> None:
    given = ["#FF0000", {"hex": "#0000ff", "share": 0.2}, "ff0001", "red", None, {"hex": None}, "#12"]
    assert colour_families(given) == ("red", "blue")
