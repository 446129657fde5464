"""What bulk edits are kept for: an undo. Then what was before is forgotten; that it was done stays in the audit trail."""

from datetime import timedelta

import sqlalchemy as sa

from dam.assets.bulk.limits import INSERT_ROWS, PLAN_DAYS, UNDO_DAYS
from dam.assets.bulk.models import BulkEdit, BulkItem
from dam.core import Core


def forget_bulk_edits(core: Core) -> int:
    """Remove edits that can be undone no more, and plans that nobody made; return how many."""
    made = core.now() - timedelta(days=UNDO_DAYS)
    planned = core.now() - timedelta(days=PLAN_DAYS)
    is_past = sa.or_(
        BulkEdit.finished_at < made,
        sa.and_(BulkEdit.state.in_(("planning", "planned")), BulkEdit.created_at < planned),
    )
    with core.db.read() as session:
        edit_ids = list(session.scalars(sa.select(BulkEdit.id).where(is_past).order_by(BulkEdit.id)))
    for edit_id in edit_ids:
        while _forget_some(core, edit_id):
            pass
        with core.db.write() as session:
            session.execute(sa.delete(BulkEdit).where(BulkEdit.id == edit_id))
    return len(edit_ids)


def _forget_some(core: Core, edit_id: str) -> bool:
    query = sa.select(BulkItem.position).where(BulkItem.edit_id == edit_id).limit(INSERT_ROWS)
    with core.db.write() as session:
        positions = list(session.scalars(query))
        one = sa.and_(BulkItem.edit_id == edit_id, BulkItem.position.in_(positions))
        session.execute(sa.delete(BulkItem).where(one))
    return bool(positions)
