"""What people said: scores, ratings, where the words came from, and the words themselves."""

from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from admin_ui.pages.insights.asked import read_asked
from admin_ui.pages.insights.frame import frame
from admin_ui.render import render
from admin_ui.visit import Visit
from dam.assets.read import get_asset
from dam.engagement.insights.query import InsightsQuery
from dam.engagement.insights.ratings import KindTally
from dam.engagement.insights.words import Feedback, read_feedback
from dam.errors import Invalid

ORIGINS = ("direct", "indirect", "inferred")
SHOWN = 30


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a scale: how often it was given, and its length against the most frequent one."""

    rating: str
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class Scale:
    """The ratings of one kind on their scale."""

    kind: str
    top: int
    mean: float | None
    rated: int
    count: int
    steps: tuple[Step, ...]


def feedback_page(visit: Visit) -> Response:
    """Show what was said in the period, of one asset or of all."""
    params = visit.request.query_params
    asked = read_asked(visit, may_be_of_asset=True)
    origin = params.get("origin") if params.get("origin") in ORIGINS else None
    found = _read(visit, asked.query, origin, params.get("cursor"))
    values: dict[str, Any] = {
        **frame(visit, asked, ("brand", "channel", "actor")),
        "asset": get_asset(visit.core, visit.caller, asked.query.asset) if asked.query.asset else None,
        "feedback": found,
        "origin": origin,
        "origins": [name for name in ORIGINS if name in found.origins or name == origin],
        "scales": [scale_of(kind) for kind in found.kinds],
    }
    return render(visit, "feedback.html", values)


def _read(visit: Visit, query: InsightsQuery, origin: str | None, cursor: str | None) -> Feedback:
    """Read a page of words; an old or odd cursor begins anew."""
    try:
        return read_feedback(visit.core, visit.caller, query, origin=origin, limit=SHOWN, cursor=cursor)
    except Invalid:
        return read_feedback(visit.core, visit.caller, query, origin=origin, limit=SHOWN)


def scale_of(kind: KindTally) -> Scale:
    """Return a tally as bars: one for each whole step, a rating between two counted with the nearer."""
    least = 0 if kind.scale == 10 else 1
    counts = dict.fromkeys(range(least, kind.scale + 1), 0)
    for rating, count in kind.tally.ratings.items():
        counts[min(kind.scale, max(least, (rating + 50) // 100))] += count
    longest = max(counts.values()) or 1
    steps = tuple(Step(str(step), count, round(count / longest, 4)) for step, count in counts.items())
    return Scale(
        kind.kind, kind.scale, kind.tally.mean, kind.tally.rated, kind.tally.count, tuple(reversed(steps))
    )
