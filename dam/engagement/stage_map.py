"""Which stage of the customer's journey an event belongs to: the stages there are, and what each channel serves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.db import Database
from dam.engagement.event import EventClass, Stage
from dam.engagement.models import ChannelStage, StageRow

KEPT_SECONDS = 2.0
"""How long a process goes on with the stages it knows after somebody edited them."""

USUAL_CHANNELS: Mapping[str, str] = {
    "social": Stage.DISCOVERY.value,
    "print": Stage.DISCOVERY.value,
    "web": Stage.RESEARCH.value,
    "app": Stage.RESEARCH.value,
    "instore": Stage.PURCHASE.value,
    "sms": Stage.TRACKING.value,
    "email": Stage.RETENTION.value,
}
"""What the built-in channels mostly serve, until somebody says otherwise."""


@dataclass(frozen=True, slots=True)
class StageMap:
    """The `names` of the stages in their order, those that are `former`, and what channels serve."""

    names: tuple[str, ...] = tuple(stage.value for stage in Stage)
    former: frozenset[str] = frozenset()
    of_channel: Mapping[str, str] = field(default_factory=lambda: USUAL_CHANNELS)

    def serves(self, channel: str) -> str:
        """Return the stage that a channel serves: as set, else the usual one, else research, else the first there is."""
        for stage in (self.of_channel.get(channel), USUAL_CHANNELS.get(channel), Stage.RESEARCH.value):
            if stage in self.names:
                return stage
        return self.names[0]

    def stage_of(self, class_: str, channel: str, stage: str | None = None) -> str:
        """Return an event's stage: as sent, else purchase for a sale, else what the channel serves.

        A stage that was removed counts as none; one that never was is for the caller to refuse (`knows`).
        """
        if stage and stage in self.names:
            return stage
        if class_ == EventClass.SOLD and Stage.PURCHASE.value in self.names:
            return Stage.PURCHASE.value
        return self.serves(channel)

    def knows(self, stage: str) -> bool:
        """Tell whether a sender may name this stage."""
        return stage in self.names or stage in self.former


USUAL = StageMap()
"""The stages of a house in which nobody edited them."""

_KNOWN: WeakKeyDictionary[Database, tuple[float, StageMap]] = WeakKeyDictionary()
_LOCK = Lock()


def read_stage_map(session: Session) -> StageMap:
    """Read the stages; the usual ones where none were ever saved."""
    rows = session.execute(
        sa.select(StageRow.name, StageRow.is_former).order_by(StageRow.place, StageRow.name)
    ).all()
    channels = {row.channel: row.stage for row in session.scalars(sa.select(ChannelStage))}
    names = tuple(name for name, is_former in rows if not is_former)
    of_channel = {**USUAL_CHANNELS, **channels}
    if not names:
        return StageMap(of_channel=of_channel)
    return StageMap(names, frozenset(name for name, is_former in rows if is_former), of_channel)


def stages_now(database: Database) -> StageMap:
    """Return the stages as of at most two seconds ago, for those who need them with every event."""
    with _LOCK:
        until, known = _KNOWN.get(database, (0.0, USUAL))
    if monotonic() < until:
        return known
    with database.read() as session:
        known = read_stage_map(session)
    with _LOCK:
        _KNOWN[database] = (monotonic() + KEPT_SECONDS, known)
    return known


def forget_stages(database: Database) -> None:
    """Have this process read the stages anew when they are asked for next."""
    with _LOCK:
        _KNOWN.pop(database, None)
