"""Reading bulk edits: the list of past ones, one with its counts, and its assets page by page."""

from collections.abc import Iterable, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, may, require_somewhere
from dam.assets.bulk.models import BulkEdit, BulkItem
from dam.assets.bulk.views import BulkEditView, BulkItemView, edit_view, item_view, unseen_item
from dam.assets.models import Asset
from dam.assets.visibility import visible
from dam.core import Core
from dam.errors import NotFound
from dam.ids import is_id
from dam.paging import Page, check_limit, read_cursor, read_page, write_cursor


def list_bulk_edits(
    core: Core, caller: Caller, *, limit: int = 50, cursor: str | None = None
) -> Page[BulkEditView]:
    """Return one's own edits, or for managers everybody's, the newest first."""
    require_somewhere(caller, Action.EDIT_OWN)
    chosen = sa.select(BulkEdit).where(_theirs(caller))
    with core.db.read() as session:
        page = read_page(session, chosen, (BulkEdit.created_at.desc(), BulkEdit.id), limit, cursor)
        counts = _counts(session, [row.id for row in page.items])
        return page.showing(edit_view(row, counts[row.id]) for row in page.items)


def get_bulk_edit(core: Core, caller: Caller, edit_id: str) -> BulkEditView:
    """Return one edit; one that is not the caller's to see → `NotFound`."""
    with core.db.read() as session:
        row = find_edit(session, caller, edit_id)
        return edit_view(row, _counts(session, [row.id])[row.id])


def is_being_written(session: Session) -> bool:
    """Tell whether any edit is being made or undone just now."""
    goes_on = sa.select(BulkEdit.id).where(BulkEdit.state.in_(("running", "undoing"))).limit(1)
    return session.scalar(goes_on) is not None


def list_bulk_items(
    core: Core,
    caller: Caller,
    edit_id: str,
    *,
    states: Iterable[str] = (),
    limit: int = 50,
    cursor: str | None = None,
) -> Page[BulkItemView]:
    """Return the assets of an edit in their order, those in these states alone where any is named.

    What is said of an asset is for those who see it, in the library or in the trash, at the time that they ask.
    """
    after = int(read_cursor(cursor, [int])[0]) if cursor else -1
    with core.db.read() as session:
        row = find_edit(session, caller, edit_id)
        conditions = [BulkItem.edit_id == row.id]
        if wanted := list(states):
            conditions.append(BulkItem.state.in_(wanted))
        query = sa.select(BulkItem).where(*conditions, BulkItem.position > after).order_by(BulkItem.position)
        items = list(session.scalars(query.limit(check_limit(limit) + 1)))
        total = session.scalar(sa.select(sa.func.count()).select_from(BulkItem).where(*conditions)) or 0
        unseen = _unseen(session, caller, [item.asset_id for item in items])
    following = write_cursor([items[limit - 1].position]) if len(items) > limit else None
    views = (unseen_item(item) if item.asset_id in unseen else item_view(item) for item in items[:limit])
    return Page(tuple(views), total, following)


def _unseen(session: Session, caller: Caller, asset_ids: Iterable[str]) -> set[str]:
    """Return those that the caller does not see; what is no id is no asset's."""
    named = {asset_id for asset_id in asset_ids if is_id(asset_id)}
    is_there = sa.or_(visible(caller), visible(caller, in_trash=True))
    return named - set(session.scalars(sa.select(Asset.id).where(Asset.id.in_(named), is_there)))


def find_edit(session: Session, caller: Caller, edit_id: str, *, to_change: bool = False) -> BulkEdit:
    """Return the row of an edit that the caller may see, or raise `NotFound`."""
    require_somewhere(caller, Action.EDIT_OWN)
    query = sa.select(BulkEdit).where(BulkEdit.id == (edit_id if is_id(edit_id) else ""), _theirs(caller))
    row = session.scalar(query.with_for_update() if to_change else query)
    if row is None:
        raise NotFound(f"There is no bulk edit {edit_id[:40]!r}.")
    return row


def _theirs(caller: Caller) -> sa.ColumnElement[bool]:
    return sa.true() if may(caller, Action.SEE_ALL) else BulkEdit.caller_id == caller.id


def _counts(session: Session, edit_ids: list[str]) -> Mapping[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {edit_id: {} for edit_id in edit_ids}
    query = (
        sa.select(BulkItem.edit_id, BulkItem.state, sa.func.count())
        .where(BulkItem.edit_id.in_(edit_ids))
        .group_by(BulkItem.edit_id, BulkItem.state)
    )
    for edit_id, state, count in session.execute(query):
        counts[edit_id][state] = count
    return counts
