"""How long rights still last: the choices that people are offered, and the moments that each one stands for.

What is stored is the moment; the choice follows from it and from now at every search, so that nothing has to be indexed
anew because a day has passed.
"""

from datetime import datetime, timedelta

from dam.search.moments import NO_TIME, Range, microseconds

ENDED = "ended"
LATER = "later"
NEVER = "never"

DAYS = (7, 30, 90)
"""Where the choices `7`, `30` and `90` end, in days; each begins where the one before ends."""

CHOICES = (ENDED, *(str(days) for days in DAYS), LATER, NEVER)


def rights_ranges(now: datetime) -> dict[str, Range]:
    """Return the microseconds that each choice stands for; `never` is `NO_TIME`, and together they hold every asset."""
    edges = [microseconds(now), *(microseconds(now + timedelta(days=days)) for days in DAYS), NO_TIME]
    names = (*(str(days) for days in DAYS), LATER)
    spans = {
        name: Range(start, end - 1) for name, start, end in zip(names, edges[:-1], edges[1:], strict=True)
    }
    return {ENDED: Range(None, edges[0] - 1), **spans, NEVER: Range(NO_TIME, None)}
