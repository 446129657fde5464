"""`/p/{slug}`: a page of the brand for partners and the press."""

from collections.abc import Callable, Sequence
from functools import partial

import sqlalchemy as sa
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dam.assets.models import Collection
from dam.errors import Forbidden, NotSignedIn
from dam.search.port import Filters, SearchQuery, Visibility
from dam.sharing.light import Asked, require_taking
from dam.sharing.portals import (
    OpenPortal,
    check_portal_password,
    count_portal_look,
    is_in_portal,
    logo_of,
    open_portal,
    portal_assets,
)
from dam.sharing.taking import take_from_portal
from delivery.address import client_address
from delivery.house import House
from delivery.identify import NOBODY, account_settings, identity_of
from delivery.pages.guests.answer import draw, in_thread, language_of, locales_of, read_password
from delivery.pages.guests.passes import give_pass, has_pass
from delivery.pages.guests.room import Group, Room
from delivery.pages.guests.rooms import asked_of, file, sheet, wall
from delivery.pages.guests.words import WORDS
from delivery.pages.locales import text_in

MOST_FOUND = 200
"""Hits of a search in a portal."""


async def portal_page(request: Request) -> Response:
    """Show the portal's collections, or what a search finds in them."""
    return await in_thread(request, _page)


async def portal_enter(request: Request) -> Response:
    """Take the password."""
    return await in_thread(request, partial(_enter, password=await read_password(request)))


async def portal_asset(request: Request) -> Response:
    """Show one asset."""
    return await in_thread(request, lambda request, house: _inside(request, house, sheet))


async def portal_file(request: Request) -> Response:
    """Send one file."""
    return await in_thread(request, lambda request, house: _inside(request, house, file))


def _open(request: Request, house: House) -> OpenPortal:
    try:
        identity = identity_of(request)
    except NotSignedIn:
        identity = NOBODY
    return open_portal(house.core, str(request.path_params["slug"]), identity.caller)


def _is_inside(request: Request, house: House, opened: OpenPortal) -> bool:
    base, now = f"/p/{opened.portal.slug}", house.core.now()
    return has_pass(request, house.settings, base, opened.portal.generation, now)


def _page(request: Request, house: House) -> Response:
    opened = _open(request, house)
    is_inside = _is_inside(request, house, opened)
    if opened.portal.password_hash and not is_inside:
        return _gate(request, opened, "")
    words = request.query_params.get("q", "").strip()[:200]
    room = _room(request, house, opened, words)
    response = wall(request, house, room, q=words, searchable=True)
    if not is_inside and request.method == "GET":
        count_portal_look(house.core, opened.portal.slug)
        give_pass(response, house.settings, room.base, opened.portal.generation, house.core.now())
    return response


def _enter(request: Request, house: House, password: str) -> Response:
    opened, words = _open(request, house), WORDS[language_of(request)]
    address = client_address(request.scope, house.settings.trusted_proxies)
    try:
        check_portal_password(house.core, opened.portal, password, address, account_settings(house.settings))
    except Forbidden:
        return _gate(request, opened, words["wrong"], 403)
    base = f"/p/{opened.portal.slug}"
    response = RedirectResponse(base, 303)
    give_pass(response, house.settings, base, opened.portal.generation, house.core.now())
    count_portal_look(house.core, opened.portal.slug)
    return response


def _gate(request: Request, opened: OpenPortal, sentence: str, status: int = 200) -> Response:
    title, _ = text_in(opened.portal.titles, locales_of(request))
    values = {"asks_password": True, "sentence": sentence}
    return draw(request, "guest_gate.html", title, values, status)


def _inside(request: Request, house: House, page: Callable[[Request, House, Room], Response]) -> Response:
    opened = _open(request, house)
    if opened.portal.password_hash and not _is_inside(request, house, opened):
        return RedirectResponse(f"/p/{opened.portal.slug}", 303)
    return page(request, house, _room(request, house, opened, is_whole=False))


def _room(
    request: Request, house: House, opened: OpenPortal, words: str = "", *, is_whole: bool = True
) -> Room:
    portal, locales = opened.portal, locales_of(request)
    groups: tuple[Group, ...] = ()
    asked = asked_of(request, house, portal.channel)
    with house.core.db.read() as session:
        logo_id = logo_of(session, opened, asked)
    if is_whole:
        found = _find(house, opened, words) if words else None
        with house.core.db.read() as session:
            groups = tuple(_groups(session, opened, asked, found))

    return Room(
        base=f"/p/{portal.slug}",
        title=text_in(portal.titles, locales)[0],
        message=text_in(portal.intros, locales)[0],
        language=language_of(request),
        channel=portal.channel,
        allows=portal.allows,
        holds=lambda session, asset_id, asked: is_in_portal(session, opened, asset_id, asked),
        permit=lambda session, asset_id, what: require_taking(
            session, opened.owner, portal.allows, asset_id, what
        ),
        take=lambda taken: take_from_portal(house.core, opened, taken),
        groups=groups,
        accent=portal.accent,
        logo_id=logo_id,
    )


def _groups(session: Session, opened: OpenPortal, asked: Asked, found: Sequence[str] | None) -> list[Group]:
    """Return the collections with their names, in the portal's order; of a search one group of hits."""
    inside = {each: portal_assets(session, opened, each, asked) for each in opened.portal.collections}
    if found is not None:
        lit = {asset_id for ids in inside.values() for asset_id in ids}
        return [Group("", "", [asset_id for asset_id in found if asset_id in lit])]
    chosen = sa.select(Collection.id, Collection.name).where(Collection.id.in_(list(inside)))
    names = {identity: name for identity, name in session.execute(chosen)}  # noqa: C416 - a Row is no pair
    return [Group(each, names[each], ids) for each, ids in inside.items() if each in names]


def _find(house: House, opened: OpenPortal, words: str) -> Sequence[str]:
    """Look in the index for what is approved in the portal's collections; whether it is lit is asked of the rows."""
    filters = Filters(values={"collection": tuple(opened.portal.collections)})
    query = SearchQuery(words, filters, Visibility(sees_approved=True), limit=MOST_FOUND)
    return house.index.search(query).ids
