"""The colour of an asset is a colour, however it was written down."""

from typing import Any

import pytest

from dam.assets.colour import first_colour


@pytest.mark.parametrize(
    ("colours", "colour"),
    [
        ([{"hex": "#a1b2c3", "name": "blue", "share": 0.5}, {"hex": "#000000"}], "#a1b2c3"),
        (["#a1b2c3"], "#a1b2c3"),
        ([], ""),
        (["blue"], ""),
        ([{"name": "blue"}], ""),
    ],
)
def test_the_first_colour_is_one_that_a_style_can_hold(colours: list[Any], colour: str) -> None:
    assert first_colour(colours) == colour
