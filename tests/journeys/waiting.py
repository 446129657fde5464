"""Waiting for what happens in other processes, never longer than is said."""

import time
from collections.abc import Callable


def wait_until(is_true: Callable[[], bool], *, seconds: float, what: str, every: float = 0.1) -> None:
    """Wait until a condition holds; after `seconds` fail and say what was waited for."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_true():
            return
        time.sleep(every)
    raise AssertionError(f"waited {seconds} s in vain until {what}")
