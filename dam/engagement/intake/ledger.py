"""The ledger: takes events in, answers once they are durable, and counts what it received, kept and dropped.

received = accepted + duplicate + dropped, always: the three are counted in the transaction that writes the events.
"""

import asyncio
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from weakref import WeakKeyDictionary

from dam.accounts.caller import Caller
from dam.accounts.policy import require_somewhere
from dam.core import Core
from dam.db import Database
from dam.engagement.intake.committer import Committer
from dam.engagement.intake.doors import Context, Door
from dam.engagement.intake.promises import Promise
from dam.engagement.intake.receipt import Receipt
from dam.engagement.intake.submission import Submission
from dam.engagement.limits import EVENTS_PER_REQUEST
from dam.errors import Invalid

_COMMITTERS: WeakKeyDictionary[Database, Committer] = WeakKeyDictionary()
"""One group commit per database and process, however many cores share it."""
_LOCK = threading.Lock()


def accept(core: Core, caller: Caller, events: Sequence[object], context: Context) -> Receipt:
    """Take decoded JSON events in and return once they are durable.

    Any number of events: they are written in pieces, so that a failure in the middle (`Unavailable`) may have kept the
    first ones; senders that give ids may repeat without harm. Raises `NotSignedIn` or `Forbidden` where the door asks
    for a permission.
    """
    pieces = [
        events[start : start + EVENTS_PER_REQUEST] for start in range(0, len(events), EVENTS_PER_REQUEST)
    ]
    receipts = [submit(core, caller, piece, context).result() for piece in pieces]
    dropped = tuple(
        drop.moved(number * EVENTS_PER_REQUEST)
        for number, receipt in enumerate(receipts)
        for drop in receipt.dropped
    )
    return Receipt(
        sum(receipt.accepted for receipt in receipts), sum(receipt.duplicate for receipt in receipts), dropped
    )


def submit(core: Core, caller: Caller, events: Sequence[object], context: Context) -> Future[Receipt]:
    """Queue at most 1,000 events and return the promise of their receipt, for a thread."""
    promise: Future[Receipt] = Future()
    _queue(core, caller, events, context, promise)
    return promise


def accept_soon(
    core: Core, caller: Caller, events: Sequence[object], context: Context
) -> asyncio.Future[Receipt]:
    """Queue at most 1,000 events and return the promise of their receipt, for the event loop that runs now."""
    promise: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()
    _queue(core, caller, events, context, promise)
    return promise


def count_refusal(core: Core, door: Door, reason: str) -> None:
    """Count a request that a door turned away unread, as one event received and dropped for this reason."""
    committer_of(core.db).refuse(core, door.source, reason)


def _queue(core: Core, caller: Caller, events: Sequence[object], context: Context, promise: Promise) -> None:
    if context.door.permission is not None:
        require_somewhere(caller, context.door.permission)
    if len(events) > EVENTS_PER_REQUEST:
        raise Invalid(f"At most {EVENTS_PER_REQUEST} events are taken at once; {len(events)} came.")
    committer_of(core.db).submit(core, Submission(core, caller, events, context, core.now(), promise))


def committer_of(database: Database) -> Committer:
    """Return the group commit of a database in this process."""
    committer = _COMMITTERS.get(database)
    if committer is None:
        with _LOCK:
            committer = _COMMITTERS.setdefault(database, Committer())
    return committer
