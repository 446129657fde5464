"""The page on insights says of each figure, filter and number what the code says."""

from pathlib import Path

from dam.engagement.event import EventClass
from dam.engagement.insights.definitions import DEFINITIONS
from dam.engagement.insights.drain import SECONDS_OF_READING
from dam.engagement.insights.query import FILTERS, TIMES
from dam.engagement.insights.rising import LEAST_EVENTS, LEAST_RISE
from dam.engagement.insights.why import SAMPLE
from delivery.api.insights import OPERATIONS

PAGE = Path(__file__).parents[2] / "infra/docs/insights.md"


def test_each_figure_is_defined_in_one_sentence() -> None:
    rows = [line.strip("| ").split(" | ") for line in PAGE.read_text().splitlines() if line.startswith("| `")]
    assert {row[0].strip("`"): row[1] for row in rows} == DEFINITIONS
    assert set(EventClass) < set(DEFINITIONS)
    assert all(text.endswith(".") and ". " not in text for text in DEFINITIONS.values())


def test_every_question_and_filter_is_named() -> None:
    page = PAGE.read_text()
    assert f"`{' '.join(FILTERS)} actor`" in page
    assert f"`{' '.join(TIMES)}`" in page
    for operation in OPERATIONS:
        assert operation.path.replace("{asset_id}", "{id}") in page


def test_its_numbers_are_those_of_the_code() -> None:
    page = " ".join(PAGE.read_text().split())
    assert (LEAST_EVENTS, LEAST_RISE) == (10, 2.0)
    assert "assets with 10 events or more" in page
    assert "two standard deviations" in page
    assert SAMPLE == 20
    assert "twenty events at the most" in page
    assert SECONDS_OF_READING == 0.5
    assert "for half a second at the most" in page
