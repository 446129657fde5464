"""Comparisons as plain values, and who may see them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, may
from dam.assets.models import Asset
from dam.assets.visibility import visible
from dam.engagement.comparing.models import Comparison, ComparisonArm
from dam.engagement.comparing.running import arms_of
from dam.errors import NotFound
from dam.ids import is_id

STATES = ("draft", "planned", "running", "ended")


@dataclass(frozen=True, slots=True)
class ArmView:
    """One arm; nobody was sent to it since `left_out_at`."""

    place: int
    asset_id: str
    preset: str
    title: str
    weight: int
    left_out_at: datetime | None


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """A comparison and its arms, the control first."""

    id: str
    title: str
    asset_id: str
    channel: str
    preset: str
    goal_class: str
    goal_kind: str
    starts_at: datetime | None
    ends_at: datetime | None
    ended_at: datetime | None
    state: str
    created_by: str
    created_at: datetime
    arms: tuple[ArmView, ...]


def view_of(session: Session, row: Comparison) -> ComparisonView:
    """Return a row as a value."""
    return _view(row, arms_of(session, row.id))


def views_of(session: Session, rows: Sequence[Comparison]) -> tuple[ComparisonView, ...]:
    """Return rows as values, the arms of all of them read together."""
    arms: dict[str, list[ComparisonArm]] = defaultdict(list)
    theirs = sa.select(ComparisonArm).where(ComparisonArm.comparison_id.in_([row.id for row in rows]))
    for arm in session.scalars(theirs.order_by(ComparisonArm.place)):
        arms[arm.comparison_id].append(arm)
    return tuple(_view(row, arms[row.id]) for row in rows)


def _view(row: Comparison, of_row: Sequence[ComparisonArm]) -> ComparisonView:
    arms = tuple(
        ArmView(arm.place, arm.asset_id, arm.preset, arm.title, arm.weight, arm.left_out_at) for arm in of_row
    )
    return ComparisonView(
        row.id,
        row.title,
        row.asset_id,
        row.channel,
        row.preset,
        row.goal_class,
        row.goal_kind,
        row.starts_at,
        row.ends_at,
        row.ended_at,
        row.state,
        row.created_by_name,
        row.created_at,
        arms,
    )


def shown_to(caller: Caller) -> sa.ColumnElement[bool]:
    """Return the condition on `Comparison`: managers see all, others those of whose arms they may see every asset."""
    if may(caller, Action.RUN_COMPARISONS):
        return sa.true()
    seen = sa.select(Asset.id).where(visible(caller))
    hidden = sa.select(ComparisonArm.comparison_id).where(ComparisonArm.asset_id.not_in(seen))
    return sa.and_(Comparison.state != "draft", Comparison.id.not_in(hidden))


def find_comparison(
    session: Session, caller: Caller, comparison_id: str, *, to_change: bool = False
) -> Comparison:
    """Return a row that the caller may see, else `NotFound`; `to_change` holds it until the transaction ends."""
    wanted = comparison_id if is_id(comparison_id) else ""
    query = sa.select(Comparison).where(Comparison.id == wanted, shown_to(caller))
    row = session.scalar(query.with_for_update() if to_change else query)
    if row is None:
        raise NotFound(f"There is no comparison {comparison_id[:40]!r}.")
    return row
