"""Where one asset is used: declared, seen, linked to, shared, standing in for others."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.assets.models import Asset
from dam.assets.reuse.declare import Use, uses_of
from dam.assets.visibility import find_row, visible
from dam.core import Core
from dam.db import Base

RECENT = timedelta(days=90)
"""A site where nobody met the asset for so long has taken it down."""


PLACES = (
    ("asset_uses", "asset_id", ""),
    ("short_links", "asset_id", "retired_at"),
    ("share_assets", "asset_id", ""),
    ("portals", "logo_id", ""),
    ("channels", "fallback_asset_id", ""),
)
"""Tables that name an asset where it is used, the column, and the one that is empty while the row holds; what a share names
holds until the share ends."""


@dataclass(frozen=True, slots=True)
class SeenSite:
    """A site whose visitors met the asset, how often, and when last; figures are behind by a minute at most."""

    site: str
    events: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Everything known of where an asset is used.

    `links` are short links that lead to it, `shares` those that have not ended and `portals` those that show it, `stands_in` channels that show it in
    place of others, `follows` assets that name it as their successor. `sites` are those seen within `RECENT`.
    """

    uses: tuple[Use, ...]
    sites: tuple[SeenSite, ...]
    past_sites: tuple[SeenSite, ...]
    links: int
    shares: int
    portals: int
    stands_in: tuple[str, ...]
    follows: int

    @property
    def count(self) -> int:
        """The places where somebody would miss it."""
        listed = len(self.uses) + len(self.sites) + len(self.stands_in)
        return listed + self.links + self.shares + self.portals + self.follows

    @property
    def is_used(self) -> bool:
        """Tell whether anybody would miss it."""
        return self.count > 0


def where_used(core: Core, caller: Caller, asset_id: str, *, in_trash: bool = False) -> Whereabouts:
    """Return where an asset that the caller may see is used; of what follows it, only what they may see counts."""
    with core.db.read() as session:
        asset = find_row(session, caller, asset_id, in_trash=in_trash)
        follows = session.scalar(_followers(asset).where(visible(caller))) or 0
        return replace(whereabouts(session, asset, core.now()), follows=follows)


def whereabouts(session: Session, asset: Asset, now: datetime) -> Whereabouts:
    """Read where an asset is used; what belongs to upper floors is read by the names of their tables."""
    sites = tuple(
        SeenSite(str(site), int(events), datetime.fromisoformat(last))
        for site, events, last in asset.used_sites
    )
    return Whereabouts(
        uses=uses_of(session, asset.id),
        sites=tuple(site for site in sites if now - site.last_at <= RECENT),
        past_sites=tuple(site for site in sites if now - site.last_at > RECENT),
        links=_count(session, "short_links", asset.id, now),
        shares=_count(session, "share_assets", asset.id, now),
        portals=_count(session, "portals", asset.id, now),
        stands_in=tuple(_stands_in(session, asset.id)),
        follows=session.scalar(_followers(asset)) or 0,
    )


def is_named(now: datetime) -> sa.ColumnElement[bool]:
    """Return the condition on `Asset` that a row names it somewhere; sites where it was only seen name nothing."""
    following = orm.aliased(Asset)
    ways = [sa.exists().where(following.successor_id == Asset.id, following.trashed_at.is_(None))]
    ways += [sa.exists().where(*named) for name, *_ in PLACES if (named := _naming(name, Asset.id, now))]
    return sa.or_(*ways)


def _naming(name: str, asset_id: Any, now: datetime) -> list[sa.ColumnElement[bool]]:
    """Return the conditions on the rows of a place that name an asset and still hold; none where there is no such table."""
    table, shares = _table(name), _table("shares")
    if table is None:
        return []
    column, open_column = next((column, is_open) for place, column, is_open in PLACES if place == name)
    conditions: list[sa.ColumnElement[bool]] = [table.c[column] == asset_id]
    if open_column:
        conditions.append(table.c[open_column].is_(None))
    if name == "share_assets" and shares is not None:
        goes_on = sa.or_(shares.c.expires_at.is_(None), shares.c.expires_at > now)
        lent = sa.select(shares.c.code).where(shares.c.revoked_at.is_(None), goes_on)
        conditions.append(table.c.code.in_(lent))
    return conditions


def _followers(asset: Asset) -> sa.Select[int]:
    return sa.select(sa.func.count(Asset.id)).where(
        Asset.successor_id == asset.id, Asset.trashed_at.is_(None)
    )


def _table(name: str) -> sa.Table | None:
    return Base.metadata.tables.get(name)


def _count(session: Session, name: str, asset_id: str, now: datetime) -> int:
    table = _table(name)
    if table is None:
        return 0
    named = sa.select(sa.func.count()).select_from(table).where(*_naming(name, asset_id, now))
    return session.scalar(named) or 0


def _stands_in(session: Session, asset_id: str) -> Iterator[str]:
    table = _table("channels")
    if table is not None:
        query = sa.select(table.c.name).where(table.c.fallback_asset_id == asset_id)
        yield from session.scalars(query.order_by(table.c.name))
