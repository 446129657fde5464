"""The page on search tells the weights that are in force."""

from pathlib import Path

from dam.search.weights import KNOBS

PAGE = Path(__file__).parents[2] / "infra" / "docs" / "search.md"


def test_every_weight_stands_in_the_table() -> None:
    lines = [line for line in PAGE.read_text().splitlines() if line.startswith("| ")]
    numbers = [line.split("|")[2].strip(" ×%+upto") for line in lines[1 : 1 + len(KNOBS)]]
    assert numbers == [str(knob.default) for knob in KNOBS]
