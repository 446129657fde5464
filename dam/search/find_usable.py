"""Finds what may be used on a channel now: the index narrows it down, and the permission of delivery has the last word."""

from dataclasses import replace

from dam.accounts.caller import Caller
from dam.assets.views import AssetView
from dam.core import Core
from dam.search.find import FoundPage, SearchRequest, find_assets
from dam.search.port import SearchIndex
from dam.search.usable import still_lit

MOST_ROUNDS = 10
"""Pages of the index that are looked through for one answer: where a territory leaves little, a page comes back short."""


def find_usable(
    core: Core, index: SearchIndex, caller: Caller, request: SearchRequest, channel: str, territory: str = ""
) -> FoundPage:
    """Return one page of assets that are lit on the channel, and have files for it.

    Without a territory (ISO 3166-1 alpha-2) somewhere is enough. `total` counts what the index holds for the channel, so
    that a territory may leave fewer.
    """
    values = {**request.filters.values, "channel": (channel,), "status": ("approved",)}
    asked = replace(request, filters=replace(request.filters, values=values))
    page = find_assets(core, index, caller, asked)
    first, items = page, list(_lit(core, page, channel, territory))
    for _ in range(MOST_ROUNDS):
        if page.next is None or len(items) + len(page.items) > request.limit:
            break
        page = find_assets(core, index, caller, replace(asked, cursor=page.next, with_facets=False))
        items += _lit(core, page, channel, territory)
    return replace(first, items=tuple(items), next=page.next)


def _lit(core: Core, page: FoundPage, channel: str, territory: str) -> tuple[AssetView, ...]:
    """Ask the rows once more, which know of a withdrawal before the index does."""
    with core.db.read() as session:
        kept = still_lit(session, [asset.id for asset in page.items], channel, territory, core.now())
    return tuple(asset for asset in page.items if asset.id in kept)
