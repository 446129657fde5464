"""What hot URLs gave a moment ago, ready to be given again: nothing is parsed, chosen or worded twice."""

from datetime import datetime
from typing import NamedTuple

from dam.assets.serving import next_edge
from delivery.files.cache import ResolutionCache
from delivery.files.parse import ImmutableUrl, StableUrl
from delivery.files.served import Served

MOST_KEPT = 20_000
"""Answers kept, of about 1 kB each; slugs and `Accept` headers are free, so they begin anew when somebody invents many."""

MOST_ACCEPT_BYTES = 512
"""Browsers send about 150; who sends a longer list is answered, and it is kept for nobody."""


class Ready(NamedTuple):
    """An answer, the `key` under which its resolution is kept, and until when it may be given."""

    served: Served
    key: StableUrl | ImmutableUrl
    until: datetime


class ReadyAnswers:
    """Answers by path and `Accept`, each good until its resolution is dropped or the clock comes near an edge of its rights.

    Belongs to one event loop.
    """

    def __init__(self) -> None:
        self._kept: dict[tuple[str, bytes], Ready] = {}

    def get(self, path: str, accept: bytes, cache: ResolutionCache, now: datetime) -> Served | None:
        """Return what this request gave before, if `cache` still keeps what it was decided from."""
        found = self.find(path, accept, cache, now)
        return None if found is None else found.served

    def find(self, path: str, accept: bytes, cache: ResolutionCache, now: datetime) -> Ready | None:
        """The same with until when it may be given, if nothing changes."""
        found = self._kept.get((path, accept))
        if found is None or (cache.kept(found.key) is found.served.resolution and now < found.until):
            return found
        del self._kept[path, accept]
        return None

    def keep(
        self, path: str, accept: bytes, key: StableUrl | ImmutableUrl, served: Served, now: datetime
    ) -> None:
        """Keep an answer that is the same for everybody, until it has to be decided or worded anew."""
        is_under_test = served.resolution.comparison is not None
        if not served.is_shared or is_under_test or len(accept) > MOST_ACCEPT_BYTES:
            return
        edges = (next_edge(owner, now) for owner in served.resolution.owners)
        until = min([served.until, *(edge for edge in edges if edge is not None)])
        if until > now:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[path, accept] = Ready(served, key, until)
