"""Suggestions while somebody types: titles, tags, collections and fields, only of what the caller may see."""

from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require_somewhere
from dam.assets.models import Asset, Collection
from dam.assets.read import visible
from dam.assets.rows_to_views import title_of
from dam.core import Core
from dam.search.facet_names import name_facets
from dam.search.find import visibility_of
from dam.search.language import fold
from dam.search.lexemes import OWN_FACET
from dam.search.port import FacetCount, SearchIndex, Visibility
from dam.search.suggested import MAX_TITLES, MAX_VALUES, Offered, Typed, read_typed, spoken

MAX_SUGGESTIONS = 12

_MAX_COLLECTIONS = 5_000
"""Collections whose names are looked through: a house has hundreds."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing to look for: `text` as people read it, `query` what finds it, `count` how many assets have it."""

    text: str
    kind: Literal["title", "tag", "collection", "field"]
    query: str
    count: int
    asset_id: str | None = None


def suggest(core: Core, index: SearchIndex, caller: Caller, text: str) -> list[Suggestion]:
    """Return what goes on from the text: tags and collections first, then titles, then values of fields."""
    require_somewhere(caller, Action.SEE_APPROVED)
    typed = read_typed(text)
    if not typed.is_enough:
        return []
    visibility = visibility_of(caller)
    offered = index.suggest(typed, visibility)
    with core.db.read() as session:
        found = [
            *_tags(session, offered, caller),
            *_collections(session, index, typed, visibility),
            *_titles(session, offered, caller),
            *_fields(session, offered, caller),
        ]
    return found[:MAX_SUGGESTIONS]


def _tags(session: Session, offered: Offered, caller: Caller) -> list[Suggestion]:
    counts = tuple(FacetCount(value, count) for facet, value, count in offered.values if facet == "tag")
    named = name_facets(session, {"tag": counts}, caller.locale)["tag"]
    return [
        Suggestion(each.label or each.value, "tag", f"tag:{_quoted(each.value)}", each.count)
        for each in named
    ]


def _fields(session: Session, offered: Offered, caller: Caller) -> list[Suggestion]:
    facets: dict[str, tuple[FacetCount, ...]] = {}
    for facet, value, count in offered.values:
        if facet.startswith(OWN_FACET):
            facets[facet] = (*facets.get(facet, ()), FacetCount(value, count))
    return [
        Suggestion(
            each.label or each.value,
            "field",
            f"{facet.removeprefix(OWN_FACET)}:{_quoted(each.value)}",
            each.count,
        )
        for facet, counts in name_facets(session, facets, caller.locale).items()
        for each in counts
    ]


def _collections(
    session: Session, index: SearchIndex, typed: Typed, visibility: Visibility
) -> list[Suggestion]:
    """Return collections in which the caller sees anything."""
    rows = session.execute(
        sa.select(Collection.id, Collection.name)
        .order_by(Collection.updated_at.desc(), Collection.id)
        .limit(_MAX_COLLECTIONS)
    )
    named = [(collection_id, name) for collection_id, name in rows if typed.begins(spoken(name))][
        : 2 * MAX_VALUES
    ]
    if not named:
        return []
    counts = index.count_lexemes([f"collection:{each}" for each, _ in named], visibility)
    return [
        Suggestion(name, "collection", f"collection:{_quoted(name)}", counts[f"collection:{collection_id}"])
        for collection_id, name in named
        if counts.get(f"collection:{collection_id}")
    ][:MAX_VALUES]


def _titles(session: Session, offered: Offered, caller: Caller) -> list[Suggestion]:
    rows = session.scalars(sa.select(Asset).where(Asset.id.in_(offered.titles), visible(caller)))
    titles = {asset.id: title_of(asset) for asset in rows}
    shown: dict[str, Suggestion] = {}
    for asset_id in offered.titles:
        title = titles.get(asset_id)
        if title:
            shown.setdefault(
                fold(title), Suggestion(title[:200], "title", f"title:{_quoted(title)}", 1, asset_id)
            )
    return list(shown.values())[:MAX_TITLES]


def _quoted(text: str) -> str:
    """Return the text as one value of a query, whose own quotes would end it."""
    bare = "".join(" " if sign in '"“”«»' else sign for sign in text)
    return f'"{" ".join(bare.split())}"'
