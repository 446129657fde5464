"""The page about webhooks names every type of event, and says of retries, ports and envelopes what the code does."""

import json
import re
from datetime import timedelta
from pathlib import Path

from delivery.outgoing.event_types import TYPES
from delivery.outgoing.outcomes import ONLY_FAILURES
from delivery.outgoing.retries import LONGEST_WAIT, WAITS
from delivery.outgoing.webhook_secrets import BOTH_SIGN

PAGE = (Path(__file__).parents[2] / "infra/docs/webhooks.md").read_text()
FLAT = " ".join(PAGE.split())


def test_the_table_says_of_each_type_what_the_code_says() -> None:
    assert dict(re.findall(r"^\| `([\w.]+)` \| (.+) \|$", PAGE, re.MULTILINE)) == TYPES


def test_the_waits_are_those_of_the_code() -> None:
    said = re.search(r"sent again after (.+?), then given up", FLAT)
    assert said is not None
    units = {"seconds": 1, "minutes": 60, "hours": 3600}
    found = re.findall(r"(\d+) (seconds|minutes|hours)", said[1])
    assert [timedelta(seconds=int(number) * units[unit]) for number, unit in found] == list(WAITS)
    assert f"up to {LONGEST_WAIT // timedelta(hours=1)} hours" in FLAT
    assert timedelta(days=5) == ONLY_FAILURES
    assert timedelta(days=1) == BOTH_SIGN


def test_the_example_is_an_envelope() -> None:
    found = re.search(r"```json\n(.+?)```", PAGE, re.DOTALL)
    assert found is not None
    event = json.loads(found[1])
    assert event["type"] in TYPES
    assert event["subject"] == event["data"]["asset_id"]
    assert event["specversion"] == "1.0"
