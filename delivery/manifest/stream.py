"""Server-sent events: a line whenever a channel shows something else than before (HTML Living Standard, 9.2)."""

import json
import time
from collections.abc import AsyncIterator
from contextlib import ExitStack
from dataclasses import replace

from dam.accounts.caller import Caller
from dam.errors import Unavailable, VitrineError
from delivery.manifest.follow import Follower
from delivery.manifest.limits import HEARTBEAT_SECONDS, STREAM_SECONDS
from delivery.manifest.read import Manifest, Wanted

RETRY_MILLISECONDS = 3_000
"""After how long a client whose stream ended connects again."""


async def follow(follower: Follower, caller: Caller, wanted: Wanted, found: Manifest) -> AsyncIterator[str]:
    """Yield events, beginning with the manifest that was found; each id is the cursor of a manifest, and resumes here.

    An event says that there is something to ask for, and not what: the manifest tells that, from the client's own cursor.
    """
    end = time.monotonic() + STREAM_SECONDS
    with ExitStack() as held:
        try:
            bell = held.enter_context(follower.board.listening())
        except Unavailable:
            return  # others took the last bells since the answer began; the client connects again, and is told
        yield f"retry: {RETRY_MILLISECONDS}\n"
        while True:
            yield _beat(found.cursor) if found.is_empty else _event(wanted.channel, found.cursor)
            wanted = replace(wanted, since=found.cursor)
            left = end - time.monotonic()
            if left <= 0 or follower.board.is_over:
                return
            await bell.wait(min(left, HEARTBEAT_SECONDS, follower.until_edge(found)))
            try:
                found = await follower.read(caller, wanted)
            except VitrineError:
                return  # the client connects again, and is told why it cannot


def _event(channel: str, cursor: str) -> str:
    return f"id: {cursor}\nevent: change\ndata: {json.dumps({'channel': channel, 'cursor': cursor})}\n\n"


def _beat(cursor: str) -> str:
    """Nothing is dispatched without data, and the client remembers the id all the same."""
    return f": nothing new\nid: {cursor}\n\n"
