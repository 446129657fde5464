"""How far the search is behind a bulk edit."""

import sqlalchemy as sa

from dam.accounts.caller import Caller
from dam.assets.bulk.models import BulkItem
from dam.assets.bulk.read import find_edit
from dam.core import Core
from dam.search.upkeep.models import WaitingAsset
from dam.search.upkeep.runs import count_waiting


def count_behind(core: Core, caller: Caller, edit_id: str) -> int:
    """Return how many assets of an edit wait for the index; of an edit that is not the caller's to see → `NotFound`."""
    with core.db.read() as session:
        edit = find_edit(session, caller, edit_id)
        if not count_waiting(session):
            return 0
        inside = sa.select(BulkItem.asset_id).where(BulkItem.edit_id == edit.id)
        waiting = sa.select(sa.func.count()).select_from(WaitingAsset)
        return session.scalar(waiting.where(WaitingAsset.asset_id.in_(inside))) or 0
