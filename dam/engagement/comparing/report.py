"""What a comparison came to: visitors, those who did what counts, and what may be said about it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require
from dam.assets.models import Asset
from dam.core import Core
from dam.engagement.comparing.confidence import Interval, Share, compare
from dam.engagement.comparing.mismatch import is_mismatched
from dam.engagement.comparing.models import Comparison, ComparisonArm, ComparisonVisitor
from dam.engagement.comparing.moves import letter_of
from dam.engagement.comparing.running import arms_of
from dam.engagement.comparing.views import ComparisonView, find_comparison, view_of
from dam.engagement.event import Actor, milliseconds
from dam.engagement.models import Event

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ArmReport:
    """One arm: its visitors and how many of them did what counts; `interval` against the control, None while too few.

    `is_replaced`: another version is current than at the start, so that the arm was not one picture all the time.
    """

    place: int
    share: Share
    interval: Interval | None
    is_replaced: bool = False

    @property
    def letter(self) -> str:
        """What people call it."""
        return letter_of(self.place)

    @property
    def verdict(self) -> str:
        """`control`, `too_few`, `unclear`, `better` or `worse`."""
        if self.place == 0:
            return "control"
        return "too_few" if self.interval is None else self.interval.verdict


@dataclass(frozen=True, slots=True)
class Report:
    """A comparison with its figures. `is_mismatched`: visitors were not split as the weights say; believe nothing of it.

    `counted_at` is when the figures were counted, `is_final` whether they may still change.
    """

    comparison: ComparisonView
    arms: tuple[ArmReport, ...]
    is_mismatched: bool
    counted_at: datetime
    is_final: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """Of one arm: visitors, those who converted, and the visitors before any arm was left out."""

    visitors: int = 0
    conversions: int = 0
    at_first: int = 0


def read_report(core: Core, caller: Caller, comparison_id: str) -> Report:
    """Return the figures as they are now; they may be looked at as often as one likes."""
    require(caller, Action.SEE_INSIGHTS)
    with core.db.read() as session:
        row = find_comparison(session, caller, comparison_id)
        arms = arms_of(session, row.id)
        counts = settled_counts(row) or count_arms(session, row, arms)
        replaced = _replaced(session, arms) if row.state == "running" else set()
        view = view_of(session, row)
        is_final = row.settled is not None
    shares = [Share(each.visitors, each.conversions) for each in counts]
    reports = tuple(
        ArmReport(
            arm.place,
            share,
            compare(shares[0], share, len(shares)) if arm.place else None,
            arm.place in replaced,
        )
        for arm, share in zip(view.arms, shares, strict=True)
    )
    weights = [arm.weight for arm in view.arms]
    mismatched = is_mismatched([each.at_first for each in counts], weights)
    return Report(view, reports, mismatched, core.now(), is_final)


def count_arms(session: Session, row: Comparison, arms: list[ComparisonArm]) -> list[Counted]:
    """Count people by arm, and those of them of whom a goal is known at or after the moment they were first sent there.

    A goal is an event of the goal's class and kind, by the same key, on the same channel, of any asset that is compared. A
    key lives one day, so that nobody's goal of another day is taken for it.
    """
    counts = [Counted() for _ in arms]
    if row.starts_at is None:
        return counts
    goal = _goals(row, arms).subquery()
    left_out = [milliseconds(arm.left_out_at) for arm in arms if arm.left_out_at is not None]
    is_converted = sa.case((goal.c.at >= ComparisonVisitor.at, 1), else_=0)
    is_at_first = sa.case((ComparisonVisitor.at < min(left_out, default=2**62), 1), else_=0)
    figures = (
        sa.select(ComparisonVisitor.arm, sa.func.count(), sa.func.sum(is_converted), sa.func.sum(is_at_first))
        .outerjoin(goal, goal.c.visitor == ComparisonVisitor.visitor)
        .where(ComparisonVisitor.comparison_id == row.id, ComparisonVisitor.actor == Actor.HUMAN.value)
        .group_by(ComparisonVisitor.arm)
    )
    for place, visitors, conversions, at_first in session.execute(figures):
        if place < len(counts):
            counts[place] = Counted(visitors, int(conversions), int(at_first))
    return counts


def _goals(row: Comparison, arms: list[ComparisonArm]) -> sa.Select[str, int]:
    assert row.starts_at is not None
    end = (row.ended_at or row.ends_at or datetime.max.replace(tzinfo=UTC) - _A_DAY) + _A_DAY
    conditions = [
        Event.asset_id.in_(sorted({row.asset_id, *(arm.asset_id for arm in arms)})),
        Event.at >= milliseconds(row.starts_at),
        Event.at < milliseconds(end),
        Event.channel == row.channel,
        Event.class_ == row.goal_class,
        Event.actor == Actor.HUMAN.value,
        Event.visitor != "",
    ]
    if row.goal_kind:
        conditions.append(Event.kind == row.goal_kind)
    latest = sa.func.max(Event.at).label("at")
    return sa.select(Event.visitor, latest).where(*conditions).group_by(Event.visitor)


def settled_counts(row: Comparison) -> list[Counted]:
    """Return the final figures, once they are written down; before that nothing."""
    return [Counted(**each) for each in row.settled["arms"]] if row.settled is not None else []


def _replaced(session: Session, arms: list[ComparisonArm]) -> set[int]:
    ids = [arm.asset_id for arm in arms]
    rows = session.execute(sa.select(Asset.id, Asset.current_version_id).where(Asset.id.in_(ids)))
    current: dict[str, str | None] = dict(rows.all())
    return {arm.place for arm in arms if arm.version_id and current.get(arm.asset_id) != arm.version_id}


def words_of(arm: ArmReport) -> str:
    """Say in English what may be said about an arm, never as a bare probability."""
    if arm.interval is None:
        return "This is the control." if arm.place == 0 else "Too few visitors yet to say anything."
    low, high = sorted(abs(edge) * 100 for edge in (arm.interval.low, arm.interval.high))
    if arm.verdict == "unclear":
        low, high = arm.interval.low * 100, arm.interval.high * 100
        return f"Not yet clear: between {low:+.1f} and {high:+.1f} points against A."
    return f"{arm.letter} is {arm.verdict} than A by {low:.1f} to {high:.1f} points."
