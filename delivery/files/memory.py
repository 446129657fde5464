"""Small bodies kept in the memory of this process."""

import threading
from collections import OrderedDict

MOST_REMEMBERED = 50_000
"""Digests of bodies that were asked for once and found no room: about 100 bytes each."""


class Memory:
    """At most `most_bytes`, least lately wanted first out. Safe for threads.

    As long as there is room every body is kept. Then only one that is asked for a second time drives another out, so that
    somebody who looks at every file of the library once leaves the hot ones where they are.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._once: OrderedDict[str, None] = OrderedDict()
        self._lock = threading.Lock()
        self.bytes = 0

    def get(self, digest: str) -> bytes | None:
        """Return a body that is kept, without waiting for anything."""
        with self._lock:
            body = self._kept.get(digest)
            if body is not None:
                self._kept.move_to_end(digest)
        return body

    def offer(self, digest: str, body: bytes) -> None:
        """Keep a body that was just read, if it deserves its place."""
        with self._lock:
            if digest in self._kept or len(body) > self._most_bytes:
                return
            if self.bytes + len(body) > self._most_bytes and not self._was_wanted_before(digest):
                return
            self._kept[digest] = body
            self.bytes += len(body)
            while self.bytes > self._most_bytes:
                _, gone = self._kept.popitem(last=False)
                self.bytes -= len(gone)

    def _was_wanted_before(self, digest: str) -> bool:
        if digest in self._once:
            del self._once[digest]
            return True
        self._once[digest] = None
        if len(self._once) > MOST_REMEMBERED:
            self._once.popitem(last=False)
        return False
