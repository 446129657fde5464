"""What the page of a comparison shows: each arm with its picture, its share, and the interval as words and as a bar."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from admin_ui.pictures import NOTHING, Picture, pictures
from admin_ui.tiles import colour_of
from admin_ui.visit import Visit
from dam.assets.read import asset_views
from dam.assets.views import AssetView
from dam.engagement.comparing.confidence import Interval
from dam.engagement.comparing.report import ArmReport, Report
from dam.engagement.comparing.views import ArmView, ComparisonView


def last_day(visit: Visit, view: ComparisonView) -> str:
    """Write the last day on which visitors are sent to the arms: one that ends at midnight ends with the day before."""
    end = view.ended_at or view.ends_at
    if end is None:
        return ""
    return visit.speech.day((end - timedelta(microseconds=1)).astimezone(visit.core.zone))


@dataclass(frozen=True, slots=True)
class Bar:
    """An interval on a scale from 0 to 1 whose middle is the control; `edge` is how many points its ends stand for."""

    start: float
    width: float
    at: float
    edge: float


@dataclass(frozen=True, slots=True)
class Row:
    """One arm in the table; `asset` is None where it was deleted."""

    view: ArmView
    report: ArmReport
    title: str
    asset: AssetView | None
    picture: Picture
    colour: str
    share: float
    words: str
    bar: Bar | None


def rows_of(visit: Visit, report: Report) -> list[Row]:
    """Return the arms, the control first."""
    views = report.comparison.arms
    assets = assets_of(visit, [view.asset_id for view in views])
    thumbs = pictures(visit, list(assets.values()), "thumb")
    whole = sum(view.weight for view in views)
    edge = max((_reach(arm.interval) for arm in report.arms), default=0.0)
    return [
        Row(
            view,
            arm,
            view.title or title_of(visit, assets.get(view.asset_id), view.preset),
            assets.get(view.asset_id),
            thumbs.get(view.asset_id, NOTHING),
            colour_of(assets[view.asset_id]) if view.asset_id in assets else "",
            view.weight / whole,
            words_of(visit, arm),
            bar_of(arm.interval, edge) if arm.interval is not None else None,
        )
        for view, arm in zip(views, report.arms, strict=True)
    ]


def assets_of(visit: Visit, ids: list[str]) -> Mapping[str, AssetView]:
    """Return those assets that are still there."""
    with visit.core.db.read() as session:
        return asset_views(session, ids)


def title_of(visit: Visit, asset: AssetView | None, preset: str) -> str:
    """Return what an arm is called where nobody named it."""
    title = visit.say("A deleted asset") if asset is None else asset.title
    return f"{title} · {preset}" if preset else title


def bar_of(interval: Interval, edge: float) -> Bar:
    """Place an interval on a scale that reaches `edge` to both sides of zero."""
    start, at = (0.5 + one / (2 * edge) for one in (interval.low, interval.estimate))
    return Bar(
        round(start, 4), round((interval.high - interval.low) / (2 * edge), 4), round(at, 4), edge * 100
    )


def _reach(interval: Interval | None) -> float:
    return 0.0 if interval is None else max(abs(interval.low), abs(interval.high), 0.001)


def words_of(visit: Visit, arm: ArmReport) -> str:
    """Say in the reader's language what may be said of an arm."""
    if arm.interval is None:
        return visit.say("The control") if arm.place == 0 else visit.say("Too few visitors yet")
    low, high = (arm.interval.low * 100, arm.interval.high * 100)
    if arm.verdict == "unclear":
        values = {"low": _signed(visit, low), "high": _signed(visit, high)}
        return visit.say("Not yet clear: between %(low)s and %(high)s points", **values)
    near, far = sorted((abs(low), abs(high)))
    values = {
        "letter": arm.letter,
        "low": visit.speech.number(round(near, 1)),
        "high": visit.speech.number(round(far, 1)),
    }
    if arm.verdict == "better":
        return visit.say("%(letter)s is better by %(low)s to %(high)s points", **values)
    return visit.say("%(letter)s is worse by %(low)s to %(high)s points", **values)


def _signed(visit: Visit, points: float) -> str:
    rounded = round(points, 1)
    sign = "" if rounded == 0 else "+" if rounded > 0 else "−"
    return sign + visit.speech.number(abs(rounded))
