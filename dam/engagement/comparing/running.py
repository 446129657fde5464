"""What delivery has to know of a comparison while it runs."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.engagement.comparing.choice import choose_place
from dam.engagement.comparing.models import Comparison, ComparisonArm


@dataclass(frozen=True, slots=True)
class Candidate:
    """One arm; `preset` is empty for the one of the URL. Nobody is sent to one that `is_left_out`."""

    asset_id: str
    preset: str
    weight: int
    is_left_out: bool


@dataclass(frozen=True, slots=True)
class UnderTest:
    """A running comparison as a value that is kept in memory; the first arm is the control."""

    id: str
    ends_at: datetime | None
    arms: tuple[Candidate, ...]

    def is_open(self, now: datetime) -> bool:
        """Tell whether visitors are still sent to the arms."""
        return self.ends_at is None or now < self.ends_at

    def place_of(self, visitor: str) -> int:
        """Return the place of the arm that this visitor's key means."""
        return choose_place(self.id, visitor, [arm.weight for arm in self.arms])


def find_running(session: Session, asset_id: str, channel: str, preset: str) -> UnderTest | None:
    """Return the comparison behind the stable URLs of an asset on a channel and preset; None where nothing is compared."""
    row = session.scalar(
        sa.select(Comparison)
        .where(
            Comparison.asset_id == asset_id,
            Comparison.channel == channel,
            Comparison.preset.in_((preset, "")),
            Comparison.state == "running",
        )
        .order_by(Comparison.id)
        .limit(1)
    )
    if row is None:
        return None
    arms = tuple(
        Candidate(arm.asset_id, arm.preset, arm.weight, arm.left_out_at is not None)
        for arm in arms_of(session, row.id)
    )
    return UnderTest(row.id, row.ends_at, arms)


def arms_of(session: Session, comparison_id: str) -> list[ComparisonArm]:
    """Return the arms in the order of their places."""
    mine = sa.select(ComparisonArm).where(ComparisonArm.comparison_id == comparison_id)
    return list(session.scalars(mine.order_by(ComparisonArm.place)))
