"""The demand board: which wishes the library leaves open, and what comes near."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require
from dam.assets.models import Asset
from dam.assets.rows_to_views import title_of
from dam.assets.visibility import visible
from dam.core import Core
from dam.search.demand.models import SearchDemand
from dam.search.find import SearchRequest, search_query
from dam.search.port import SearchIndex

DAYS = 90
"""How long a wish is remembered."""

LEAST = 2
"""Times that something was looked for before it is shown: what was typed once may be anybody's slip."""

MOST = 100
NEAR = 3
"""Assets that come near, shown with a wish."""

NEAR_FOR = 20
"""Wishes for which what comes near is looked up: the most frequent."""


@dataclass(frozen=True, slots=True)
class Near:
    """An asset that answers a part of a wish."""

    asset_id: str
    title: str


@dataclass(frozen=True, slots=True)
class Wish:
    """One group of searches: `abandoned` found something and led nowhere; `near` answers some of its words."""

    words: str
    text: str
    asked: int
    nothing: int
    abandoned: int
    last_day: date
    near: tuple[Near, ...] = ()


def read_demand(core: Core, index: SearchIndex, caller: Caller, days: int = 30) -> list[Wish]:
    """Return the wishes of the last days that were left open most often, the greatest need first."""
    require(caller, Action.SEE_DEMAND)
    since = core.now().astimezone(core.zone).date() - timedelta(days=min(max(days, 1), DAYS))
    asked, nothing, opened = (
        sa.func.sum(column) for column in (SearchDemand.asked, SearchDemand.unfound, SearchDemand.opened)
    )
    lost = asked - opened
    query = (
        sa.select(SearchDemand.words, asked, nothing, opened, sa.func.max(SearchDemand.day))
        .where(SearchDemand.day > since)
        .group_by(SearchDemand.words)
        .having(asked >= LEAST, lost > 0)
        .order_by(nothing.desc(), lost.desc(), SearchDemand.words)
        .limit(MOST)
    )
    with core.db.read() as session:
        wishes = [
            Wish(
                words=words,
                text=_text(session, words, last_day),
                asked=count,
                nothing=none,
                abandoned=max(count - none - found, 0),
                last_day=last_day,
            )
            for words, count, none, found, last_day in session.execute(query)
        ]
    return [
        replace(wish, near=_near(core, index, caller, wish)) if place < NEAR_FOR else wish
        for place, wish in enumerate(wishes)
    ]


def _text(session: Session, words: str, day: date) -> str:
    row = session.get(SearchDemand, (words, day))
    return row.text if row is not None else words


def forget_demand(core: Core) -> None:
    """Remove what is older than anybody plans by."""
    before = core.now().astimezone(core.zone).date() - timedelta(days=DAYS)
    with core.db.write() as session:
        session.execute(sa.delete(SearchDemand).where(SearchDemand.day < before))


def _near(core: Core, index: SearchIndex, caller: Caller, wish: Wish) -> tuple[Near, ...]:
    """Ask for any one of the words instead of all."""
    any_word = " OR ".join(dict.fromkeys(wish.text.replace('"', " ").split()))
    page = index.search(search_query(caller, SearchRequest(text=any_word, limit=NEAR)))
    with core.db.read() as session:
        assets = {
            asset.id: asset
            for asset in session.scalars(sa.select(Asset).where(Asset.id.in_(page.ids), visible(caller)))
        }
    return tuple(Near(each, title_of(assets[each])) for each in page.ids if each in assets)
