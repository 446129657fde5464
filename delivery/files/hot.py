"""Hits answered without waiting for anything: from a request's address and headers straight to the bytes to write.

What is answered here is what `FileServer` would answer, byte for byte. Everything that is not ready in memory is left to it:
`HotFiles` then returns None, and nothing has been written or counted.
"""

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import unquote

from delivery.files.asker import Asker, read_asker
from delivery.files.bodies import Bodies
from delivery.files.cache import ResolutionCache
from delivery.files.heads import Worded, word
from delivery.files.ready import ReadyAnswers
from delivery.house import House

MOST_KEPT = 20_000
"""Worded heads kept, of about 3 kB each; they begin anew when somebody invents addresses."""


class Hot(NamedTuple):
    """An answer as it goes: `opening` is the status line, `lines` follow the server's own.

    Of one that `is_counted` the log has to be written before it goes.
    """

    status: int
    opening: bytes
    lines: bytes
    body: bytes
    is_counted: bool = False


class HotFiles:
    """Answers GET and HEAD of what `ready` and `bodies` hold in memory. Belongs to one event loop."""

    def __init__(self, house: House, ready: ReadyAnswers, cache: ResolutionCache, bodies: Bodies) -> None:
        self._ready = ready
        self._cache = cache
        self._bodies = bodies
        self._settings = house.settings
        self._log = house.log
        self._now = house.core.now
        self._worded: dict[tuple[bytes, bytes, bool], Worded] = {}

    def read(self, lines: Sequence[tuple[bytes, bytes]], peer: tuple[str, int] | None) -> Asker | None:
        """Read the headers of a request; see `read_asker`."""
        return read_asker(lines, peer, self._settings)

    def answer(self, method: bytes, target: bytes, asker: Asker, *, may_prepare: bool = True) -> Hot | None:
        """Answer GET or HEAD of a target (path and query as they came), and gather the fetch; None: the file server decides.

        Call `write_log` before the answer goes. Without `may_prepare` the target must have been answered here before.
        """
        worded = self._worded.get((target, asker.accept, asker.is_edge))
        if worded is None or not self._holds(worded):
            worded = self._prepare(target, asker) if may_prepare else None
        if worded is None:
            return None
        if asker.none_match == worded.etag:
            return Hot(304, b"HTTP/1.1 304 Not Modified\r\n", worded.again, b"")
        body = self._bodies.kept(worded.digest)
        if body is None:
            return None
        if method == b"HEAD":
            return Hot(200, b"HTTP/1.1 200 OK\r\n", worded.bare, b"")
        is_counted = bool(worded.fetched) and not asker.is_told
        if is_counted:
            self._log.gather(worded.channel, worded.fetched, asker.guest)
        return Hot(200, b"HTTP/1.1 200 OK\r\n", worded.whole, body, is_counted)

    def write_log(self) -> None:
        """Write the fetches that were gathered into the delivery log."""
        self._log.write_gathered()

    def _holds(self, worded: Worded) -> bool:
        """Tell whether nothing changed since the heads were worded, as far as the feed and the clock tell."""
        is_known = worded.generation == self._cache.generation and not self._cache.is_blind
        return is_known and self._now() < worded.until

    def _prepare(self, target: bytes, asker: Asker) -> Worded | None:
        generation = self._cache.generation
        path, _, query = target.partition(b"?")
        if query not in (b"", b"download=1") or b"#" in target or not path.isascii():
            return None
        text = path.decode("ascii")
        found = self._ready.find(
            unquote(text) if "%" in text else text, asker.accept, self._cache, self._now()
        )
        body = found and self._bodies.kept(found.served.file.digest)
        if found is None or body is None:
            return None
        if len(self._worded) >= MOST_KEPT:
            self._worded.clear()
        worded = word(
            found.served,
            found.until,
            generation,
            len(body),
            is_download=bool(query),
            is_edge=asker.is_edge,
        )
        self._worded[target, asker.accept, asker.is_edge] = worded
        return worded
