"""The page about events names every field, door and reason, and its examples are dropped for the reason that they stand for."""

import json
import re
from pathlib import Path

import msgspec
import pytest

from admin_ui.labels.words import LABELS
from dam.core import Core
from dam.engagement import limits
from dam.engagement.event import IncomingEvent
from dam.engagement.intake.doors import API, BEACON, PIXEL
from dam.engagement.rollups.record import DUPLICATE
from delivery.api.events import EVENT
from delivery.events.too_many import AT_ONCE, PER_SECOND
from tests.dam.engagement.world import add_asset, outcomes, send, send_openly

PAGE = (Path(__file__).parents[2] / "infra/docs/events.md").read_text()


def rows_of(title: str) -> list[list[str]]:
    """Return the cells of the table under a title, without its head."""
    section = PAGE.split(f"## {title}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[1:]]


def test_the_fields_are_those_that_the_code_takes() -> None:
    fields = [row[0].strip("` ") for row in rows_of("Fields")]
    assert sorted(fields) == sorted(field.encode_name for field in msgspec.structs.fields(IncomingEvent))
    properties = EVENT["properties"]
    assert isinstance(properties, dict)
    assert sorted(fields) == sorted(properties)


def test_the_doors_bring_what_the_page_says() -> None:
    rows = {row[0].strip("` "): row[2] for row in rows_of("Doors")}
    for door in (BEACON, PIXEL):
        assert set(re.findall(r"`(\w+)`", rows[door.source])) == set(door.classes)
    assert rows[API.source] == "every class"


@pytest.mark.parametrize("row", [row for row in rows_of("Drops") if row[2].startswith("`{")])
def test_an_example_is_dropped_for_its_reason(core: Core, row: list[str]) -> None:
    found = re.match(r"`(\{.+\})`( at `/e`)?", row[2])
    assert found is not None
    event = json.loads(found[1].replace("ASSET", add_asset(core)))
    receipt = (send_openly if found[2] else send)(core, event)
    assert [f"`{drop.reason}`" for drop in receipt.dropped] == [row[0]]
    assert outcomes(core) == {"received": 1, row[0].strip("`"): 1}


def test_every_number_on_the_page_is_that_of_the_code() -> None:
    flat = " ".join(PAGE.split())
    for number in (
        f"{limits.RAW_DAYS} days",
        f"up to {limits.EVENTS_PER_REQUEST:,} in",
        f"1 to {limits.ID_LENGTH} characters",
        f"at most {limits.TEXT_LENGTH:,} characters",
        f"0 to {limits.DURATION_SECONDS:,}",
        f"more than {AT_ONCE:.0f} requests at once or {PER_SECOND:.0f} a second",
    ):
        assert number in flat
    assert limits.FUTURE_SECONDS == 5 * 60


def test_people_read_words_for_every_door_and_reason() -> None:
    doors = {row[0].strip("` ") for row in rows_of("Doors")}
    assert doors == set(LABELS["door"])
    reasons = {row[0].strip("` ") for row in rows_of("Drops")}
    logs = (Path(__file__).parents[2] / "infra/docs/logs.md").read_text()
    reasons |= set(re.findall(r"^\| `(\w+)` \|", logs, re.MULTILINE)) & set(LABELS["drop"])
    assert reasons == set(LABELS["drop"]) - {DUPLICATE}
