"""One reading for however many ask for the same file at once, first on this machine, then in the store."""

import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future

from dam.errors import Unavailable
from delivery.files.disk.words import SLOW
from delivery.files.here import Found

MOST_WAITING = 256
"""Files that may be waited for at once; a store that is so far behind does not catch up by being asked for more."""


class Loading:
    """What is being read now, by digest. `here` and `store` have the threads of the two steps; the first may give None."""

    def __init__(
        self,
        here: Executor,
        store: Executor,
        look: Callable[[str], Found | None],
        fetch: Callable[[str], Found],
    ) -> None:
        self._here = here
        self._store = store
        self._look = look
        self._fetch = fetch
        self._underway: dict[str, Future[Found]] = {}
        self._lock = threading.Lock()

    def of(self, digest: str) -> Future[Found]:
        """Return the reading of a file that is under way, or begin one; `Unavailable` when too many are."""
        with self._lock:
            found = self._underway.get(digest)
            if found is None:
                if len(self._underway) >= MOST_WAITING:
                    raise Unavailable(SLOW, retry_after=5)
                found = self._underway[digest] = Future()
                self._here.submit(self._begin, digest, found)
        return found

    def _begin(self, digest: str, found: Future[Found]) -> None:
        try:
            here = self._look(digest)
        except Exception as error:
            self._end(digest)
            found.set_exception(error)
            return
        if here is None:
            self._store.submit(self._finish, digest, found)
        else:
            self._end(digest)
            found.set_result(here)

    def _finish(self, digest: str, found: Future[Found]) -> None:
        try:
            fetched = self._fetch(digest)
        except Exception as error:
            self._end(digest)
            found.set_exception(error)
        else:
            self._end(digest)
            found.set_result(fetched)

    def _end(self, digest: str) -> None:
        with self._lock:
            self._underway.pop(digest, None)
