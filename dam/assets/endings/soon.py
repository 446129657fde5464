"""The list of what may not be used for long any more, or not any more."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require_somewhere
from dam.assets.endings.ends import ending_ids, ends_of, those_that
from dam.assets.models import Asset
from dam.assets.rows_to_views import asset_views
from dam.assets.views import AssetView
from dam.assets.visibility import visible
from dam.core import Core

MOST_LISTED = 500

ENDED_FOR = timedelta(days=365)
"""How long something that has ended stays in the list."""


@dataclass(frozen=True, slots=True)
class Ending:
    """An asset and the end of its use; `cause` is licence or consent."""

    asset: AssetView
    ends_at: datetime
    cause: str
    has_ended: bool


def list_endings(
    core: Core, caller: Caller, *, days: int = 30, state: str = "", only_mine: bool = False
) -> list[Ending]:
    """Return the approved assets that the caller sees and whose use ends within `days`, the nearest end first.

    `state` is ended (in the last year) or "" for what is still to come.
    """
    require_somewhere(caller, Action.SEE_APPROVED)
    now = core.now()
    since, until = (now - ENDED_FOR, now) if state == "ended" else (now, now + timedelta(days=days))
    where = [Asset.status == "approved", visible(caller)]
    if only_mine:
        where.append(Asset.owner_id == caller.id)
    found = ending_ids(since, until)
    ids = those_that(found, *where).order_by(found.c.id).limit(5000)
    with core.db.read() as session:
        assets = session.scalars(sa.select(Asset).where(Asset.id.in_(ids)).order_by(Asset.id)).all()
        ends = sorted(
            (end for end in ends_of(session, assets) if since < end.at <= until),
            key=lambda end: (end.at, end.asset.id),
            reverse=state == "ended",
        )[:MOST_LISTED]
        views = asset_views(session, [end.asset.id for end in ends])
    return [Ending(views[end.asset.id], end.at, end.cause, end.at <= now) for end in ends]
