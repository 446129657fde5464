"""`/s/{code}`: what somebody shared, for whoever holds the address."""

from collections.abc import Callable
from functools import partial

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dam.accounts.caller import Caller
from dam.assets.days import last_day
from dam.assets.filenames import clean_filename
from dam.assets.ingest import NewAsset, add_asset
from dam.errors import Forbidden, Invalid, NotKept, TooLarge
from dam.language import formats
from dam.sharing.guests import (
    Opened,
    count_view,
    enter,
    is_shown,
    note_upload,
    open_share,
    shown_assets,
)
from dam.sharing.light import require_taking
from dam.sharing.taking import take_from_share
from delivery.address import client_address
from delivery.api.incoming import Incoming, with_form
from delivery.house import House, house_of
from delivery.identify import account_settings
from delivery.pages.guests.answer import draw, in_thread, language_of, read_password, refused
from delivery.pages.guests.archive import archive
from delivery.pages.guests.passes import give_pass, has_pass
from delivery.pages.guests.room import Group, Room
from delivery.pages.guests.rooms import asked_of, file, sheet, wall
from delivery.pages.guests.words import WORDS

MAX_NAME = 200
"""Characters of a guest's name."""


async def share_page(request: Request) -> Response:
    """Show what is shared, or ask for the step that comes before."""
    return await in_thread(request, _page)


async def share_enter(request: Request) -> Response:
    """Take the password, or the press of the button that uses a view up."""
    return await in_thread(request, partial(_enter, password=await read_password(request)))


async def share_asset(request: Request) -> Response:
    """Show one asset."""
    return await in_thread(request, lambda request, house: _inside(request, house, sheet))


async def share_file(request: Request) -> Response:
    """Send one file."""
    return await in_thread(request, lambda request, house: _inside(request, house, file))


async def share_archive(request: Request) -> Response:
    """Send everything that may be taken as one archive."""
    return await in_thread(request, lambda request, house: _inside(request, house, archive, is_whole=True))


async def share_upload(request: Request) -> Response:
    """Take a file from a guest and make it a draft of whoever shared."""
    house = house_of(request)

    def opened(request: Request, house: House) -> Response:
        found = _let_in(request, house)
        if found is None or not found.share.takes_files:
            raise Forbidden("This share takes no files.")
        request.state.opened = found
        return Response()

    answer = await in_thread(request, opened)
    if answer.status_code != 200:
        return answer
    share: Opened = request.state.opened
    base = f"/s/{share.share.code}"
    try:
        await with_form(request, house.core, house.ingest, ("name",), partial(_take_in, house, share))
    except (Invalid, NotKept, TooLarge) as error:
        return await in_thread(
            request, partial(_wall, opened=share, sentence=f"{clean_filename(str(error))}")
        )
    except Forbidden as error:
        return refused(request, error)
    return RedirectResponse(f"{base}?sent=1", 303)


def _take_in(house: House, opened: Opened, incoming: Incoming) -> None:
    name = " ".join("".join(incoming.texts.get("name", [""])).split())[:MAX_NAME] or "?"
    new = NewAsset(incoming.filename, keep_both=True, collection=opened.share.collection_id)
    stored = incoming.stored
    owner: Caller = opened.owner
    added = add_asset(house.core, owner, stored.blob, stored.head, new, house.ingest)
    note_upload(house.core, opened.share, added.asset_id, {"name": name, "title": incoming.filename})


def _page(request: Request, house: House) -> Response:
    opened = _let_in(request, house)
    if opened is None:
        return _gate(request, house, "")
    base, now = f"/s/{opened.share.code}", house.core.now()
    is_new = not has_pass(request, house.settings, base, opened.share.generation, now)
    if is_new and request.method == "GET":
        count_view(house.core, opened.share.code)
    response = _wall(request, house, opened)
    if is_new:
        give_pass(response, house.settings, base, opened.share.generation, now)
    return response


def _wall(request: Request, house: House, opened: Opened, sentence: str = "") -> Response:
    room = _room(request, house, opened)
    return wall(request, house, room, sent="sent" in request.query_params, sentence=sentence)


def _enter(request: Request, house: House, password: str) -> Response:
    code, words = str(request.path_params["code"]), WORDS[language_of(request)]
    address = client_address(request.scope, house.settings.trusted_proxies)
    try:
        opened = enter(house.core, code, password, address, account_settings(house.settings))
    except Forbidden:
        return _gate(request, house, words["wrong"], 403)
    base = f"/s/{opened.share.code}"
    response = RedirectResponse(base, 303)
    give_pass(response, house.settings, base, opened.share.generation, house.core.now())
    return response


def _gate(request: Request, house: House, sentence: str, status: int = 200) -> Response:
    share = open_share(house.core, str(request.path_params["code"])).share
    values = {"asks_password": bool(share.password_hash), "sentence": sentence}
    return draw(request, "guest_gate.html", share.title, values, status)


def _inside(
    request: Request,
    house: House,
    page: Callable[[Request, House, Room], Response],
    *,
    is_whole: bool = False,
) -> Response:
    opened = _let_in(request, house)
    if opened is None:
        return RedirectResponse(f"/s/{request.path_params['code']}", 303)
    return page(request, house, _room(request, house, opened, is_whole=is_whole))


def _let_in(request: Request, house: House) -> Opened | None:
    """Return the share when the guest may see it, None when a step comes before; `Gone` and `NotFound` as they are."""
    code = str(request.path_params["code"])
    opened = open_share(house.core, code, is_inside=True)
    now = house.core.now()
    is_inside = has_pass(request, house.settings, f"/s/{code}", opened.share.generation, now)
    if is_inside or not opened.needs_step:
        return opened
    open_share(house.core, code)
    return None


def _room(request: Request, house: House, opened: Opened, *, is_whole: bool = True) -> Room:
    share, hidden = opened.share, 0
    shown: list[str] = []
    if is_whole:
        with house.core.db.read() as session:
            shown, hidden = shown_assets(session, opened, asked_of(request, house, share.channel))
    language = language_of(request)
    ends = last_day(share.expires_at, house.core.zone)
    return Room(
        base=f"/s/{share.code}",
        title=share.title,
        message=share.message,
        language=language,
        channel=share.channel,
        allows=share.allows,
        holds=lambda session, asset_id, asked: is_shown(session, opened, asset_id, asked),
        permit=lambda session, asset_id, what: require_taking(
            session, opened.owner, share.allows, asset_id, what
        ),
        take=lambda taken: take_from_share(house.core, opened, taken),
        groups=(Group("", "", shown),),
        hidden=hidden,
        takes_files=share.takes_files,
        has_archive=share.allows != "view" and len(shown) > 1,
        left=None if share.most_downloads is None else share.most_downloads - share.downloads,
        until=formats.day(ends, language) if ends else "",
    )
