"""How much a run of the tests tries: `make test` the usual numbers, `make test-long` larger ones."""

import os

from hypothesis import settings

LONG = os.environ.get("LONG") == "1"


def many(usual: int, long: int) -> int:
    """Return how often to try something in this run."""
    return long if LONG else usual


def load_profile() -> None:
    """Give hypothesis its numbers; a busy machine is no failure, so that no example has a deadline."""
    settings.register_profile("usual", deadline=None, max_examples=100)
    settings.register_profile("long", deadline=None, max_examples=5_000)
    settings.load_profile("long" if LONG else "usual")
