"""Who sends at the moment in this process: one turn for each webhook, and always a slot left for others."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

MOST_AT_ONCE = 3
"""One less than the queue has slots: receivers that let us wait must not hold up the purges of what was withdrawn."""

_lock = threading.Lock()
_sending: set[str] = set()
_purging: set[tuple[str, bool]] = set()


@contextmanager
def turn_of(webhook_id: str) -> Iterator[bool]:
    """Tell whether it is this webhook's turn; it is not while another job sends to it, or too many send to others."""
    with _lock:
        is_ours = webhook_id not in _sending and len(_sending) < MOST_AT_ONCE
        if is_ours:
            _sending.add(webhook_id)
    try:
        yield is_ours
    finally:
        if is_ours:
            with _lock:
                _sending.discard(webhook_id)


@contextmanager
def turn_at_edge(edge: str, *, is_hard: bool) -> Iterator[bool]:
    """Tell whether to purge an edge now: one job at a time does, so that an edge that lets us wait takes no slot of others.

    What must go hard has a turn of its own, and waits behind nothing that may be stale.
    """
    with _lock:
        is_ours = (edge, is_hard) not in _purging
        if is_ours:
            _purging.add((edge, is_hard))
    try:
        yield is_ours
    finally:
        if is_ours:
            with _lock:
                _purging.discard((edge, is_hard))
