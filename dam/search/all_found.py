"""Everything that a search finds, as ids: what a bulk edit or a spreadsheet of it works on."""

from dataclasses import replace

import sqlalchemy as sa

from dam.accounts.caller import Caller
from dam.assets.models import Asset
from dam.assets.visibility import visible
from dam.core import Core
from dam.errors import FieldError, Invalid
from dam.paging import MAX_LIMIT
from dam.search.find import SearchRequest, search_query
from dam.search.port import SearchIndex


def find_all_ids(
    core: Core, index: SearchIndex, caller: Caller, request: SearchRequest, most: int
) -> list[str]:
    """Return the ids of all assets that match and that the caller may see, in their order; over `most` → `Invalid`."""
    ids: list[str] = []
    query = search_query(caller, replace(request, limit=MAX_LIMIT, cursor=None, with_facets=False))
    while True:
        page = index.search(query)
        if page.total > most:
            sentence = f"At most {most} assets go into one edit, and {page.total} match; narrow the search."
            raise Invalid(sentence, [FieldError("q", sentence)])
        with core.db.read() as session:
            seen = set(session.scalars(sa.select(Asset.id).where(Asset.id.in_(page.ids), visible(caller))))
        ids += [asset_id for asset_id in page.ids if asset_id in seen]
        if page.next_cursor is None:
            return ids
        query = replace(query, cursor=page.next_cursor)
