"""Assets, events and requests to test the ledger with."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from dam.accounts.caller import ANONYMOUS, HOUSE
from dam.assets.models import Asset
from dam.core import Core
from dam.engagement.event import Actor, Columns
from dam.engagement.intake.ledger import accept
from dam.engagement.intake.receipt import Receipt
from dam.engagement.intake.steps import API, BEACON, Context
from dam.engagement.logs.fetches import gather_fetches
from dam.engagement.logs.log_line import FetchLine
from dam.engagement.logs.record_fetches import prepare_fetches, record_fetches
from dam.engagement.logs.segments import read_segment_rows
from dam.engagement.logs.turns import take_turn
from dam.engagement.models import Event, EventSegment, IntakeCount, Rollup
from dam.engagement.visitors.keys import VisitorKeys
from dam.ids import new_id

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
BROWSER = {"user-agent": CHROME, "referer": "https://shop.example/coats?size=m"}


def add_asset(core: Core, *, status: str = "approved", title: str = "", owner: str = "somebody") -> str:
    """Add an asset's row and return its id."""
    now = core.now()
    asset = Asset(
        id=new_id(),
        kind="image",
        status=status,
        title=title,
        filename="coat.jpg",
        owner_id=owner,
        created_at=now,
        updated_at=now,
        approved_at=now if status == "approved" else None,
    )
    with core.db.write() as session:
        session.add(asset)
    return asset.id


def an_event(asset: str, class_: str = "seen", channel: str = "web", **more: Any) -> dict[str, Any]:
    """Return an event as a sender writes it."""
    return {"asset": asset, "channel": channel, "class": class_, **more}


def send(
    core: Core, *events: object, visitor: str = "", actor: Actor = Actor.HUMAN, site: str = ""
) -> Receipt:
    """Send events through the API's door as the house itself."""
    return accept(core, HOUSE, events, Context(API, actor, site, lambda _channel: visitor))


def send_openly(core: Core, *events: object, visitor: str = "") -> Receipt:
    """Send events through the beacon's door as nobody."""
    return accept(core, ANONYMOUS, events, Context(BEACON, visitor=lambda _channel: visitor))


def count_events(core: Core) -> int:
    """Return how many events stand in the ledger, singly and in segments."""
    with core.db.read() as session:
        single = session.scalar(sa.select(sa.func.count()).select_from(Event)) or 0
        return single + int(session.scalar(sa.select(sa.func.sum(EventSegment.count))) or 0)


def a_line(core: Core, asset: str, **more: Any) -> FetchLine:
    """Return a fetch of now as a log tells it."""
    at = int(core.now().timestamp() * 1000)
    return FetchLine(
        **{"at": at, "asset": asset, "channel": "web", "preset": "hero", "actor": "human", **more}
    )


def send_lines(
    core: Core, *lines: FetchLine, source: str = "edge", file_id: str = "a", start: int = 0
) -> bool:
    """Take lines of a log of another server in; False when this place of the file was read before."""
    prepared = prepare_fetches(source, gather_fetches(lines, core.now()))
    with core.db.write() as session:
        if not take_turn(session, file_id, start, start + len(lines), core.now()):
            return False
        record_fetches(session, file_id, start, prepared, core.now())
    return True


def fetches_in(core: Core) -> list[Columns]:
    """Return the single events of all segments."""
    with core.db.read() as session:
        return list(read_segment_rows(session, first_at=0, last_at=1 << 52))


def count_rolled(core: Core) -> int:
    """Return how many events the roll-ups say there are."""
    with core.db.read() as session:
        return int(session.scalar(sa.select(sa.func.sum(Rollup.count))) or 0)


def outcomes(core: Core, source: str | None = None) -> dict[str, int]:
    """Return what the doors counted, by outcome."""
    statement = sa.select(IntakeCount.outcome, sa.func.sum(IntakeCount.count)).group_by(IntakeCount.outcome)
    if source:
        statement = statement.where(IntakeCount.source == source)
    with core.db.read() as session:
        return {outcome: int(count) for outcome, count in session.execute(statement)}


def ready_keys(core: Core, at: float | None = None) -> VisitorKeys:
    """Return visitor keys whose salts are there, as in a house that has started; `at` in seconds since 1970."""
    keys = VisitorKeys(core.db)
    keys.prepare(core.now().timestamp() if at is None else at)
    return keys


class Clock:
    """A moment that tests turn."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment
