"""Starting and ending comparisons, by hand or by the clock; each move is told to every cache by the feed."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require
from dam.assets.serving import Light, Servable, light, load_servable
from dam.assets.turns import hold_assets
from dam.core import Core
from dam.engagement.comparing import limits
from dam.engagement.comparing.models import Comparison, ComparisonArm
from dam.engagement.comparing.plan import check_window
from dam.engagement.comparing.running import arms_of
from dam.engagement.comparing.views import ComparisonView, find_comparison, view_of
from dam.errors import Conflict, FieldError, Invalid
from dam.feed import note_change


class NotStartable(Conflict):
    """A comparison that cannot be started: `reason` is overlap, dark, kind or lacking, of the arm at `place`."""

    def __init__(self, message: str, reason: str, place: int = 0) -> None:
        super().__init__(message)
        self.reason = reason
        self.place = place


Lacks = Callable[[Session, Comparison, Servable, str, Servable], str]
"""Says in one sentence which file an arm (its preset, its asset) lacks beside the control; nothing where it has all."""


def start_comparison(core: Core, caller: Caller, comparison_id: str, lacks: Lacks) -> ComparisonView:
    """Send visitors to the arms from now on, or from `starts_at` where that is still to come.

    `NotStartable` in one sentence where another comparison is behind the same URLs, or an arm is not approved or not ready.
    """
    require(caller, Action.RUN_COMPARISONS)
    with core.db.write() as session:
        row = find_comparison(session, caller, comparison_id, to_change=True)
        if row.state != "draft":
            raise Conflict(f"This comparison is {row.state}; only a draft is started.")
        hold_assets(session, [row.asset_id])
        now = core.now()
        is_later = row.starts_at is not None and row.starts_at > now
        row.starts_at = row.starts_at if is_later else now
        assert row.starts_at is not None
        row.ends_at = row.ends_at or row.starts_at + timedelta(days=limits.MOST_DAYS)
        if row.ends_at <= now:
            sentence = "The end must be later than now."
            raise Invalid(sentence, [FieldError("ends_at", sentence)])
        check_window(row.starts_at, row.ends_at)
        refuse_overlap(session, row)
        _require_ready(session, row, now, lacks)
        row.state = "planned" if is_later else "running"
        note_change(session, row.asset_id)
        note(session, caller, "comparison.started", "comparison", row.id, {"title": row.title})
        session.flush()
        return view_of(session, row)


def end_comparison(core: Core, caller: Caller, comparison_id: str) -> ComparisonView:
    """Send nobody to the arms any more; its URLs answer as before, and the report stays."""
    require(caller, Action.RUN_COMPARISONS)
    with core.db.write() as session:
        row = find_comparison(session, caller, comparison_id, to_change=True)
        if row.state not in ("planned", "running"):
            raise Conflict(f"This comparison is {row.state}; only one that is planned or runs is ended.")
        _end(session, row, core.now())
        note(session, caller, "comparison.ended", "comparison", row.id, {"title": row.title})
        session.flush()
        return view_of(session, row)


def move_by_the_clock(core: Core) -> int:
    """Start what is due, end what is over and leave out what went dark; return how many moved. For a look every second."""
    now = core.now()
    with core.db.read() as session:
        if not _due(session, now):
            return 0
    with core.db.write() as session:
        moved = _due(session, now, to_change=True)
        for row in moved:
            if row.ends_at is not None and row.ends_at <= now:
                _end(session, row, row.ends_at)
            else:
                row.state = "running"
                for arm in _dark(session, row, now):
                    arm.left_out_at = now
                note_change(session, row.asset_id)
        return len(moved)


def _due(session: Session, now: datetime, *, to_change: bool = False) -> list[Comparison]:
    """Return the rows that the clock, or the darkness of an arm, moves."""
    open_ = sa.select(Comparison).where(Comparison.state.in_(("planned", "running"))).order_by(Comparison.id)
    return [
        row
        for row in session.scalars(open_.with_for_update() if to_change else open_)
        if (row.ends_at is not None and row.ends_at <= now)
        or (row.state == "planned" and row.starts_at is not None and row.starts_at <= now)
        or (row.state == "running" and any(_dark(session, row, now)))
    ]


def _dark(session: Session, row: Comparison, now: datetime) -> Iterable[ComparisonArm]:
    """Yield the arms, but not the control, that nobody can be sent to any more."""
    for arm in arms_of(session, row.id)[1:]:
        if arm.left_out_at is None and not is_lit(load_servable(session, arm.asset_id), row.channel, now):
            yield arm


def is_lit(servable: Servable | None, channel: str, now: datetime) -> bool:
    """Tell whether an asset is lit on a channel, at least where its rights grant it."""
    if servable is None:
        return False
    return light(servable.everywhere(), channel=channel, territory=None, now=now) is Light.LIT


def _end(session: Session, row: Comparison, at: datetime) -> None:
    row.state, row.ended_at = "ended", at
    note_change(session, row.asset_id)


def refuse_overlap(session: Session, row: Comparison) -> None:
    """Raise `NotStartable` where another comparison is behind the same URLs at some time of this one."""
    others = sa.select(Comparison).where(
        Comparison.asset_id == row.asset_id,
        Comparison.channel == row.channel,
        Comparison.state.in_(("planned", "running")),
        Comparison.starts_at < row.ends_at,
        Comparison.ends_at > row.starts_at,
        Comparison.id != row.id,
    )
    for other in session.scalars(others):
        if not other.preset or not row.preset or other.preset == row.preset:
            sentence = f"Behind these URLs “{other.title}” is {other.state} at the same time; one comparison at a time."
            raise NotStartable(sentence, "overlap")


def _require_ready(session: Session, row: Comparison, now: datetime, lacks: Lacks) -> None:
    arms = arms_of(session, row.id)
    control = load_servable(session, row.asset_id)
    for arm in arms:
        servable = load_servable(session, arm.asset_id)
        letter = letter_of(arm.place)
        if control is None or servable is None or not is_lit(servable, row.channel, now):
            raise NotStartable(
                f"Arm {letter} is not approved for the channel {row.channel}.", "dark", arm.place
            )
        if servable.kind != control.kind:
            raise NotStartable(
                f"Arm {letter} is {servable.kind}, and {control.kind} is compared.", "kind", arm.place
            )
        missing = lacks(session, row, control, arm.preset, servable)
        if missing:
            raise NotStartable(f"Arm {letter} is not ready: {missing}", "lacking", arm.place)
        arm.version_id, arm.left_out_at = servable.current_version_id or "", None


def letter_of(place: int) -> str:
    """Return what people call an arm: A is the control."""
    return "ABCDEFGH"[place]
