"""Following a channel: a manifest as soon as it has something new, however many clients wait for the same."""

import time
from dataclasses import replace

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, may
from dam.core import Core
from dam.errors import Unavailable
from delivery.files.flight import LineIsFull, SharedWork
from delivery.manifest.board import Board
from delivery.manifest.read import Manifest, Wanted, read_manifest

BUSY = "Too many manifests are being read at this moment; ask again in a moment."

READERS, IN_LINE, READ_SECONDS = 2, 200, 10.0
"""Manifests read at once and in line: one takes up to a tenth of a second, and those who wait ask for the same ones."""


class Follower:
    """Reads for many: clients that have come to the same place share one reading."""

    def __init__(self, core: Core, base_url: str, board: Board) -> None:
        self.board = board
        self._core = core
        self._base_url = base_url
        self._work: SharedWork[Manifest] = SharedWork(READERS, IN_LINE, READ_SECONDS, 0.0)

    async def read(self, caller: Caller, wanted: Wanted, known: str = "") -> Manifest:
        """Read once; `Unavailable` when too many others are read."""
        key = (may(caller, Action.SEE_APPROVED), wanted, known)
        try:
            return await self._work.do(
                key, lambda: read_manifest(self._core, caller, wanted, self._base_url, known)
            )
        except (LineIsFull, TimeoutError):
            raise Unavailable(BUSY, retry_after=2) from None

    async def wait(self, caller: Caller, wanted: Wanted, seconds: float, known: str = "") -> Manifest:
        """Return a manifest at once if it has something new since its cursor, else as soon as it has, at last after `seconds`."""
        end = time.monotonic() + seconds
        with self.board.listening() as bell:
            while True:
                found = await self.read(caller, wanted, known)
                left = end - time.monotonic()
                if not found.is_empty or left <= 0 or self.board.is_over:
                    return found
                wanted = replace(wanted, since=found.cursor)
                await bell.wait(min(left, self.until_edge(found)))

    def until_edge(self, found: Manifest) -> float:
        """Return the seconds until the clock alone changes something."""
        if found.changes_at is None:
            return float("inf")
        return max(0.05, (found.changes_at - self._core.now()).total_seconds())
