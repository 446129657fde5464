"""Ticking what people look at themselves."""

from sqlalchemy.orm import Session

from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.policy import Action
from dam.assets.models import Asset
from dam.assets.review.read import review_view
from dam.assets.review.views import ReviewView
from dam.assets.visibility import find_row, may_with, require_edit
from dam.assets.workflow.checklist import FIELDS, Item
from dam.assets.workflow.models import TickRow
from dam.assets.workflow.refusals import NotRight, Term
from dam.assets.workflow.rules import workflow_of
from dam.assets.workflow.sentences import FIELDS_ITEM, NO_ITEM, NO_TICK
from dam.core import Core


def tick_item(core: Core, caller: Caller, asset_id: str, key: str, *, is_done: bool = True) -> ReviewView:
    """Tick an item of the asset's checklist for its present version, or take the tick back.

    By whoever may edit or approve it; an item that ticks itself → `NotRight`.
    """
    with core.db.write() as session:
        asset = find_row(session, caller, asset_id, to_change=True)
        if not may_with(caller, Action.APPROVE, asset):
            require_edit(caller, asset)
        item = _find(session, asset, key)
        row = session.get(TickRow, (asset.id, key))
        was_done = row is not None and row.version_id == asset.current_version_id
        if row is not None and not (is_done and was_done):
            session.delete(row)
            session.flush()
        if is_done and not was_done:
            version_id = asset.current_version_id or ""
            tick = TickRow(asset_id=asset.id, key=key, version_id=version_id, by_id=caller.id)
            tick.by_name, tick.at = caller.name[:200], core.now()
            session.add(tick)
        if is_done != was_done:
            session.flush()
            details = {"item": item.titles.get("en") or key, "is_done": is_done}
            note(session, caller, "review.ticked", "asset", asset.id, details)
        return review_view(core, session, caller, asset)


def _find(session: Session, asset: Asset, key: str) -> Item:
    items = workflow_of(session, asset).checklists.get(asset.kind, ())
    item = next((each for each in items if each.key == key), None)
    if key == FIELDS or (item is not None and item.rule):
        raise NotRight("key", NO_TICK, item=item.words if item else Term(FIELDS_ITEM))
    if item is None:
        raise NotRight("key", NO_ITEM, item=key[:40])
    return item
