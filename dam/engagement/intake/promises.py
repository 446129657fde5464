"""Promises of receipts: for a thread that waits, and for an event loop that does not; a whole group is told at once."""

import asyncio
from collections.abc import Iterable
from concurrent.futures import Future

from dam.engagement.intake.receipt import Receipt

Outcome = Receipt | Exception
Promise = Future[Receipt] | asyncio.Future[Receipt]


def keep_promises(kept: Iterable[tuple[Promise, Outcome]]) -> None:
    """Resolve each promise; those of one event loop with a single wake-up. Who waits no longer is passed over."""
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Receipt], Outcome]]] = {}
    for promise, outcome in kept:
        if isinstance(promise, asyncio.Future):
            by_loop.setdefault(promise.get_loop(), []).append((promise, outcome))
        elif promise.done():
            continue
        elif isinstance(outcome, Exception):
            promise.set_exception(outcome)
        else:
            promise.set_result(outcome)
    for loop, some in by_loop.items():
        try:
            loop.call_soon_threadsafe(_resolve, some)
        except RuntimeError:
            continue  # the loop is closed, and with it whoever waited


def _resolve(kept: list[tuple[asyncio.Future[Receipt], Outcome]]) -> None:
    for promise, outcome in kept:
        if promise.done():
            continue
        if isinstance(outcome, Exception):
            promise.set_exception(outcome)
        else:
            promise.set_result(outcome)
