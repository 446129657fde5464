"""Approved assets that nobody has fetched for a while and nobody says to use."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require_somewhere
from dam.assets.models import Asset
from dam.assets.reuse.models import AssetUse
from dam.assets.rows_to_views import asset_views
from dam.assets.views import AssetView
from dam.assets.visibility import visible
from dam.core import Core
from dam.errors import FieldError, Invalid
from dam.paging import Page, read_page

MOST_DAYS = 3650


def check_days(days: int) -> int:
    """Return a number of days from 1 to ten years, or raise `Invalid`."""
    if 1 <= days <= MOST_DAYS:
        return days
    sentence = f"days is a number from 1 to {MOST_DAYS}, and {days} came."
    raise Invalid(sentence, [FieldError("days", sentence)])


def list_unused(
    core: Core, caller: Caller, days: int = 180, *, limit: int = 50, cursor: str | None = None
) -> Page[AssetView]:
    """Return approved assets, approved for at least `days`, that no person fetched in the last `days` and whose use nobody
    declared; the longest approved first. What is set aside already is left out."""
    before = core.now() - timedelta(days=check_days(days))
    declared = sa.select(AssetUse.asset_id).where(AssetUse.asset_id == Asset.id).exists()
    return _page(
        core,
        caller,
        (
            Asset.status == "approved",
            Asset.quarantined_at.is_(None),
            Asset.approved_at < before,
            sa.or_(Asset.last_fetched_at.is_(None), Asset.last_fetched_at < before),
            sa.not_(declared),
        ),
        Asset.approved_at,
        limit,
        cursor,
    )


def list_set_aside(
    core: Core, caller: Caller, *, limit: int = 50, cursor: str | None = None
) -> Page[AssetView]:
    """Return what is set aside, the longest first."""
    aside = (Asset.quarantined_at.is_not(None),)
    return _page(core, caller, aside, Asset.quarantined_at, limit, cursor)


def count_set_aside(core: Core, caller: Caller) -> int:
    """Return how many assets that the caller sees are set aside."""
    require_somewhere(caller, Action.SEE_APPROVED)
    query = sa.select(sa.func.count(Asset.id)).where(visible(caller), Asset.quarantined_at.is_not(None))
    with core.db.read() as session:
        return session.scalar(query) or 0


def _page(
    core: Core,
    caller: Caller,
    conditions: tuple[sa.ColumnElement[bool], ...],
    order: Any,
    limit: int,
    cursor: str | None,
) -> Page[AssetView]:
    require_somewhere(caller, Action.SEE_APPROVED)
    chosen = sa.select(Asset.id).where(visible(caller), *conditions)
    with core.db.read() as session:
        page = read_page(session, chosen, (order, Asset.id), limit, cursor)
        return page.showing(asset_views(session, page.items).values())
