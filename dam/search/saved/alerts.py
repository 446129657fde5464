"""Telling people what a saved search finds that it did not find before."""

from collections.abc import Callable
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.acting import caller_now
from dam.accounts.caller import Caller
from dam.assets.models import Asset
from dam.assets.rows_to_views import title_of
from dam.assets.visibility import visible
from dam.changes import HitsFound
from dam.core import Core
from dam.errors import Forbidden, Invalid
from dam.notices.tell import Notice, tell
from dam.paging import MAX_LIMIT
from dam.search.find import SearchRequest, search_query
from dam.search.port import SearchIndex, Sort
from dam.search.saved.models import SavedHit, SavedSearch

MOST_REMEMBERED = 5_000
"""The newest hits that are compared: who watches more than that watches everything."""

IN_ONE = 250
"""New hits announced as one: a job for each would hold up every other writer for seconds."""

MOST_TOLD = 5
"""New hits that are told one by one; more are told as a number."""

Read = Callable[[str], SearchRequest]
"""Makes of an address the search that it asks."""


def look_for_news(core: Core, index: SearchIndex, read: Read) -> int:
    """Run every telling search with its owner's eyes of today; return how many new hits were told.

    The first look only remembers. Two looks at once tell nothing twice: who remembers a hit first tells it.
    """
    with core.db.read() as session:
        ids = list(
            session.scalars(sa.select(SavedSearch.id).where(SavedSearch.tells).order_by(SavedSearch.id))
        )
    return sum(_look(core, index, read, search_id) for search_id in ids)


def _look(core: Core, index: SearchIndex, read: Read, search_id: str) -> int:
    with core.db.read() as session:
        search = session.get(SavedSearch, search_id)
        if search is None:
            return 0
        try:
            owner = caller_now(session, "person", search.owner_id)
            request = read(search.address)
        except (Forbidden, Invalid):
            return 0  # the owner has left, or the address means nothing any more
    found = _found(core, index, owner, request)
    with core.db.write() as session:
        kept = session.get(SavedSearch, search_id, with_for_update=True)
        if kept is None or kept.address != search.address:
            return 0
        is_first, kept.looked_at = kept.looked_at is None, core.now()
        new = _remember(session, search_id, found)
        if is_first or not new:
            return 0
        _tell(core, session, kept, new)
        return len(new)


def _found(core: Core, index: SearchIndex, owner: Caller, request: SearchRequest) -> list[str]:
    """Return the newest hits that the owner may see; a corrected search found nothing of what was asked."""
    query = search_query(owner, replace(request, sort=Sort.NEWEST, limit=MAX_LIMIT, cursor=None))
    ids: list[str] = []
    while len(ids) < MOST_REMEMBERED:
        page = index.search(query)
        if page.corrected:
            break
        with core.db.read() as session:
            seen = set(session.scalars(sa.select(Asset.id).where(Asset.id.in_(page.ids), visible(owner))))
        ids += [each for each in page.ids if each in seen]
        if page.next_cursor is None:
            break
        query = replace(query, cursor=page.next_cursor)
    return ids


def _remember(session: Session, search_id: str, found: list[str]) -> list[str]:
    """Make the remembered hits those found now; return the new ones, the newest first."""
    known = set(session.scalars(sa.select(SavedHit.asset_id).where(SavedHit.search_id == search_id)))
    gone = sorted(known - set(found))
    for start in range(0, len(gone), 500):
        session.execute(
            sa.delete(SavedHit).where(
                SavedHit.search_id == search_id, SavedHit.asset_id.in_(gone[start : start + 500])
            )
        )
    new = [each for each in found if each not in known]
    if new:
        rows = [{"search_id": search_id, "asset_id": each} for each in sorted(new)]
        session.execute(sa.insert(SavedHit), rows)
    return new


def _tell(core: Core, session: Session, search: SavedSearch, new: list[str]) -> None:
    titles = {
        asset.id: title_of(asset)
        for asset in session.scalars(sa.select(Asset).where(Asset.id.in_(new[:MOST_TOLD])))
    }
    for asset_id in new[:MOST_TOLD]:
        values = {"search": search.title, "title": titles.get(asset_id, "")}
        notice = Notice(
            "search_hit", (search.owner_id,), "", "asset", asset_id, f"/assets/{asset_id}", values
        )
        tell(session, core.now(), notice)
    if len(new) > MOST_TOLD:
        values = {"search": search.title, "number": str(len(new) - MOST_TOLD)}
        url = f"/?{search.address}"
        tell(
            session,
            core.now(),
            Notice("search_hits", (search.owner_id,), "", "search", search.id, url, values),
        )
    for start in range(0, len(new), IN_ONE):
        core.announce(session, HitsFound(tuple(new[start : start + IN_ONE]), search.id, search.title))
