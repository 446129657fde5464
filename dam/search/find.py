"""Finds assets for a caller: asks the index, reads the rows, and names the facets for people."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import sqlalchemy as sa

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, Places, places_of, require_somewhere
from dam.assets.models import Asset
from dam.assets.read import asset_views, visible
from dam.assets.views import AssetView
from dam.core import Core
from dam.paging import check_limit
from dam.search.explaining import explain_page
from dam.search.facet_names import name_facets
from dam.search.port import FacetCount, Filters, Scope, SearchIndex, SearchQuery, Sort, Visibility
from dam.search.spelling import spell_as_written
from dam.search.tuned.read import current_tuning
from dam.search.tuning import PLAIN, Tuning
from dam.search.usable import still_granted
from dam.search.why import Why


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What a caller wants; who they are decides what they see."""

    text: str = ""
    filters: Filters = field(default_factory=Filters)
    sort: Sort = Sort.RELEVANCE
    limit: int = 50
    cursor: str | None = None
    with_facets: bool = False


@dataclass(frozen=True, slots=True)
class FoundPage:
    """One page of assets; `suggestion` is the query that was run instead when `corrected`, `why` tells of each."""

    items: tuple[AssetView, ...]
    total: int
    next: str | None
    facets: Mapping[str, tuple[FacetCount, ...]]
    suggestion: str | None
    corrected: bool
    why: Mapping[str, tuple[Why, ...]] = field(default_factory=dict)
    is_estimated: bool = False


def find_assets(core: Core, index: SearchIndex, caller: Caller, request: SearchRequest) -> FoundPage:
    """Return one page of the assets that the caller may see; `Invalid` for a wrong limit or cursor."""
    require_somewhere(caller, Action.SEE_APPROVED)
    with core.db.read() as session:
        tuning = current_tuning(session, core.now())
    page = index.search(replace(search_query(caller, request, tuning), now=core.now()))
    with core.db.read() as session:
        seen = set(session.scalars(sa.select(Asset.id).where(Asset.id.in_(page.ids), visible(caller))))
        seen = still_granted(session, seen, request.filters.values.get("channel", ()), core.now())
        views = asset_views(session, [asset_id for asset_id in page.ids if asset_id in seen])
        facets = name_facets(session, page.facets, caller.locale)
        why = explain_page(session, request.text, page, tuning) if request.text.strip() else {}
    items = tuple(views[asset_id] for asset_id in page.ids if asset_id in views)
    suggestion = spell_as_written(page.suggestion, items) if page.suggestion else None
    return FoundPage(
        items, page.total, page.next_cursor, facets, suggestion, page.corrected, why, page.is_estimated
    )


def search_query(caller: Caller, request: SearchRequest, tuning: Tuning = PLAIN) -> SearchQuery:
    """Return the question as it is put to the index, in the caller's name; `Invalid` for a wrong limit."""
    return SearchQuery(
        text=request.text,
        filters=request.filters,
        visibility=replace(visibility_of(caller), looks_aside=request.filters.is_aside),
        sort=request.sort,
        limit=check_limit(request.limit),
        cursor=request.cursor,
        with_facets=request.with_facets,
        tuning=tuning,
    )


def visibility_of(caller: Caller) -> Visibility:
    """Return in the index's words what `dam.assets.visibility.visible` says in SQL."""
    everything, approved, own = (
        places_of(caller, action) for action in (Action.SEE_ALL, Action.SEE_APPROVED, Action.EDIT_OWN)
    )
    return Visibility(
        sees_all=everything.everywhere,
        owner_id=None if own.is_nowhere else caller.id,
        sees_approved=approved.everywhere,
        owns_anywhere=own.everywhere,
        all_in=_scopes(everything),
        approved_in=_scopes(approved),
        owned_in=_scopes(own),
    )


def _scopes(places: Places) -> tuple[Scope, ...]:
    brands: list[Scope] = [("brand", brand_id) for brand_id in places.brands]
    return (*brands, *(("collection", collection_id) for collection_id in places.collections))
