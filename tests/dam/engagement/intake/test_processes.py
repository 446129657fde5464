"""Several web processes take the same events in at once, and each is counted once."""

import subprocess
import sys

from dam.accounts.caller import HOUSE
from dam.core import Core
from dam.engagement.recounting.recount import recount
from tests.dam.engagement.world import add_asset, count_events, count_rolled, outcomes
from tests.scale import many

EVENTS = many(600, 20_000)


def test_two_processes_are_sent_the_same_events(core_on_each: Core, database_url: str) -> None:
    asset = add_asset(core_on_each)
    arguments = [
        sys.executable,
        "-m",
        "tests.dam.engagement.intake.sending_child",
        database_url,
        asset,
        str(EVENTS),
    ]
    both = [
        subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    for one in both:
        assert one.stdin is not None
        one.stdin.write("\n")
        one.stdin.flush()
    accepted = [int(one.communicate(timeout=120)[0]) for one in both]
    assert [one.returncode for one in both] == [0, 0]
    assert sum(accepted) == count_events(core_on_each) == count_rolled(core_on_each) == EVENTS
    assert outcomes(core_on_each) == {"received": 2 * EVENTS, "accepted": EVENTS, "duplicate": EVENTS}
    found = recount(core_on_each, HOUSE)
    assert (found.differences, found.is_conserved) == ((), True)
