"""How long others may keep an answer without asking again, and never beyond the moment at which its rights change."""

from datetime import UTC, datetime, timedelta

from dam.assets.serving import Servable, next_edge
from delivery.files.parse import ImmutableUrl, StableUrl
from delivery.settings import Directives

YEAR_SECONDS = 365 * 86_400

STABLE: Directives = (
    ("public", None),
    ("max-age", 30),
    ("stale-while-revalidate", 60),
    ("stale-if-error", 300),
)
"""A change is seen outside after half a minute. When this house is down, five minutes of the last known answer help
readers more than they harm a withdrawal, which is told to the edges by purges besides."""

PINNED: Directives = (("public", None), ("max-age", YEAR_SECONDS), ("immutable", None))
"""Bytes that are named by their digest."""

OWN: Directives = (("private", None), ("max-age", 60))
"""What a session, a token or a signature opened, for the one browser that has it."""

GRANTED_HERE: Directives = (("private", None), ("max-age", 30))
"""What only some territories may see: no shared cache is trusted to ask where the next visitor is."""

REWORDED = timedelta(seconds=1)
"""Near an edge of its rights an answer is worded anew this often."""

NEVER = datetime.max.replace(tzinfo=UTC)


def policy_of(url: StableUrl | ImmutableUrl, *, is_private: bool, is_territorial: bool) -> Directives:
    """Return how long the answer of a URL may be kept at most."""
    if is_private:
        return OWN
    if is_territorial:
        return GRANTED_HERE
    return PINNED if isinstance(url, ImmutableUrl) else STABLE


def longest(directives: Directives) -> int:
    """Return for how many seconds an answer may be shown in all: fresh, then stale."""
    return _seconds(directives, "max-age") + _seconds(directives, "stale-")


def worded(directives: Directives, left: timedelta | None = None) -> bytes:
    """Write directives out; fresh and stale together nothing is kept for longer than is `left` (None: no matter)."""
    fresh, whole = _seconds(directives, "max-age"), longest(directives)
    kept = whole if left is None else min(whole, max(0, int(left.total_seconds())))
    words = []
    for name, seconds in directives:
        most = kept if name == "max-age" else kept - fresh
        if seconds is None:
            words.append(name)
        elif name == "max-age" or most > 0:
            words.append(f"{name}={min(seconds, most)}")
    return ", ".join(words).encode()


def time_left(owner: Servable, now: datetime, reach: int) -> tuple[timedelta | None, datetime]:
    """Return what is left of an owner's rights for an answer that may be shown for `reach` seconds (None: enough).

    The moment beside it is the one until which that is true, and the answer may be given again as it is.
    """
    edge = next_edge(owner, now)
    if edge is None:
        return None, NEVER
    calm = edge - timedelta(seconds=reach)
    if now < calm:
        return None, calm
    return edge - now - REWORDED, min(now + REWORDED, edge)


def _seconds(directives: Directives, beginning: str) -> int:
    return max((seconds or 0 for name, seconds in directives if name.startswith(beginning)), default=0)
