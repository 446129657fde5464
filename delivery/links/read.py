"""Links as people look them up: one, or a page of those whose assets they may see."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, may, require_somewhere
from dam.assets.models import Asset
from dam.assets.visibility import visible
from dam.core import Core
from dam.errors import NotFound
from dam.paging import Page, read_page
from delivery.links.codes import spellings
from delivery.links.known import Link, find_link, link_of
from delivery.links.models import ShortLink

STATES = ("active", "retired")


@dataclass(frozen=True, slots=True)
class LinkFilter:
    """What to list; empty means everything. `words` are looked for in code, title, placement and campaign."""

    asset_id: str = ""
    channel: str = ""
    campaign: str = ""
    state: str = ""
    words: str = ""


def list_links(
    core: Core,
    caller: Caller,
    wanted: LinkFilter | None = None,
    *,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[Link]:
    """Return a page of links, the newest first."""
    require_somewhere(caller, Action.SEE_APPROVED)
    chosen = sa.select(ShortLink).where(*_conditions(caller, wanted or LinkFilter()))
    with core.db.read() as session:
        page = read_page(session, chosen, (ShortLink.created_at.desc(), ShortLink.code), limit, cursor)
    return page.showing(map(link_of, page.items))


def get_link(core: Core, caller: Caller, code: str) -> Link:
    """Return the link of a code, derived ones included; `NotFound` when its asset is not the caller's to see."""
    require_somewhere(caller, Action.SEE_APPROVED)
    with core.db.read() as session:
        return visible_link(session, caller, code)


def visible_link(session: Session, caller: Caller, code: str, *, to_change: bool = False) -> Link:
    """Return a link whose asset the caller may see, its row held when it is to be changed."""
    for spelled in spellings(code):
        if to_change:
            session.get(ShortLink, spelled, with_for_update=True)
        link = find_link(session, spelled)
        if link is not None and _may_see(session, caller, link.asset_id):
            return link
    raise NotFound(f"There is no link {code[:60]!r}.")


def _may_see(session: Session, caller: Caller, asset_id: str) -> bool:
    """Whoever sees everything also sees links of what lies in the trash, or is gone: their codes still stand on paper."""
    if may(caller, Action.SEE_ALL):
        return True
    found = sa.select(Asset.id).where(Asset.id == asset_id, visible(caller))
    return session.scalar(found) is not None


def _conditions(caller: Caller, wanted: LinkFilter) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if not may(caller, Action.SEE_ALL):
        conditions.append(ShortLink.asset_id.in_(sa.select(Asset.id).where(visible(caller))))
    for column, value in (
        (ShortLink.asset_id, wanted.asset_id),
        (ShortLink.channel, wanted.channel),
        (ShortLink.campaign, wanted.campaign),
    ):
        if value:
            conditions.append(column == value)
    if wanted.state:
        conditions.append(
            ShortLink.retired_at.is_(None) if wanted.state == "active" else ShortLink.retired_at.is_not(None)
        )
    for word in wanted.words.lower().split()[:8]:
        columns = (ShortLink.code, ShortLink.title, ShortLink.placement, ShortLink.campaign)
        conditions.append(
            sa.or_(*(sa.func.lower(column).contains(word, autoescape=True) for column in columns))
        )
    return conditions
