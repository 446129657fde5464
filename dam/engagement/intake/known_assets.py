"""Which assets events may be counted for, remembered for a minute so that a beacon seldom asks the database."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

import sqlalchemy as sa

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, may
from dam.assets.models import Asset
from dam.db import Database
from dam.engagement.event import IncomingEvent
from dam.ids import is_id

_REMEMBERED_SECONDS = 60.0
_MOST = 200_000


class KnownAssets:
    """Used by the committer's thread alone. Only approved assets are remembered; the rest is asked for each time."""

    def __init__(self) -> None:
        self._approved: set[str] = set()
        self._owners: dict[str, str] = {}
        self._since = 0.0

    def look_up(self, database: Database, now: datetime, items: Iterable[object]) -> None:
        """Learn about the assets that these decoded events name."""
        if not 0 <= now.timestamp() - self._since <= _REMEMBERED_SECONDS or len(self._approved) > _MOST:
            self._approved.clear()
            self._since = now.timestamp()
        self._owners.clear()
        missing = {id_ for id_ in map(_asset_of, items) if id_} - self._approved
        if not missing:
            return
        with database.read() as session:
            found = session.execute(
                sa.select(Asset.id, Asset.approved_at, Asset.owner_id).where(Asset.id.in_(sorted(missing)))
            ).all()
        for id_, approved_at, owner_id in found:
            if approved_at is not None:
                self._approved.add(id_)
            self._owners[id_] = owner_id

    def knower(self, caller: Caller) -> Callable[[str], bool]:
        """Return the question "may this caller's events of this asset be counted?".

        What was ever approved may be counted for by anybody; a draft only by its owner and by who sees all drafts.
        """
        if may(caller, Action.SEE_ALL):
            return lambda id_: id_ in self._approved or id_ in self._owners
        return lambda id_: id_ in self._approved or (bool(caller.id) and self._owners.get(id_) == caller.id)


def _asset_of(item: object) -> str | None:
    if isinstance(item, IncomingEvent):
        asset: object = item.asset
    else:
        asset = item.get("asset") if isinstance(item, Mapping) else None
    return asset if isinstance(asset, str) and is_id(asset) else None
