"""What hot URLs gave a moment ago, ready to be given again: nothing is parsed, chosen or worded twice."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from dam.assets.serving import Servable, next_edge
from delivery.files.cache import ResolutionCache
from delivery.files.headers import FRESH_SECONDS, STALE_SECONDS, Headers, cache_control, file_headers
from delivery.files.parse import ImmutableUrl, StableUrl
from delivery.files.resolve import LIBRARY, File, Resolution

MOST_KEPT = 20_000
"""Answers kept, of about 1 kB each; slugs and `Accept` headers are free, so they begin anew when somebody invents many."""

_NEVER = datetime.max.replace(tzinfo=UTC)
_AHEAD = timedelta(seconds=FRESH_SECONDS + STALE_SECONDS)


@dataclass(frozen=True, slots=True)
class Served:
    """What a URL gives: the file, who owns it, the headers of the whole file, and what it was decided from."""

    url: StableUrl | ImmutableUrl
    file: File
    owner: Servable
    lines: Headers
    resolution: Resolution


def served_of(
    url: StableUrl | ImmutableUrl,
    file: File,
    owner: Servable,
    resolution: Resolution,
    now: datetime,
    *,
    is_negotiated: bool,
) -> Served:
    """Word the headers of a chosen file."""
    lines = [*file_headers(file), (b"cache-control", cache_control(url, owner, now))]
    if is_negotiated:
        lines.append((b"vary", b"Accept"))
    return Served(url, file, owner, lines, resolution)


class ReadyAnswers:
    """Answers by path and `Accept`, each good until its resolution is dropped or the clock comes near an edge of its rights.

    Belongs to one event loop.
    """

    def __init__(self) -> None:
        self._kept: dict[tuple[str, bytes], tuple[Served, StableUrl | ImmutableUrl, datetime]] = {}

    def get(self, path: str, accept: bytes, cache: ResolutionCache, now: datetime) -> Served | None:
        """Return what this request gave before, if `cache` still keeps what it was decided from."""
        found = self._kept.get((path, accept))
        if found is None:
            return None
        served, key, until = found
        if cache.kept(key) is served.resolution and now < until:
            return served
        del self._kept[path, accept]
        return None

    def keep(
        self, path: str, accept: bytes, key: StableUrl | ImmutableUrl, served: Served, now: datetime
    ) -> None:
        """Keep an answer that is the same for everybody; the library's own previews never are."""
        if served.url.channel == LIBRARY:
            return
        edges = [edge for owner in served.resolution.owners if (edge := next_edge(owner, now)) is not None]
        until = min(edges) - _AHEAD if edges else _NEVER
        if until > now:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[path, accept] = served, key, until
