"""The pages that shares and portals have in common: the wall, one asset, its files."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from dam.assets.marks import mark_for_guests
from dam.assets.models import Asset
from dam.assets.purposes import PurposeMissing
from dam.errors import Invalid, NotFound
from dam.sharing.light import Asked
from dam.sharing.taking import Taken, purpose_of
from delivery.api.marked import marked_bytes
from delivery.disposition import attachment
from delivery.files.lent import answer_lent, is_beginning
from delivery.files.territory import read_territory
from delivery.house import House
from delivery.pages.guests.answer import HEADERS, draw, language_of, locales_of
from delivery.pages.guests.room import Room
from delivery.pages.guests.shown import PLAYED, find_file, read_sheet, read_tiles
from delivery.pages.guests.words import WORDS

PICTURES = ("thumb", "preview")
"""Files that the pages themselves show; everything else is the guest's to take, where that is allowed."""


def asked_of(request: Request, house: House, channel: str) -> Asked:
    """Return where and when the guest asks."""
    headers = dict(request.scope["headers"])
    return Asked(channel, read_territory(headers, house.settings), house.core.now())


def wall(request: Request, house: House, room: Room, **more: object) -> Response:
    """Show every group of a room."""
    with house.core.db.read() as session:
        groups = [
            (group, read_tiles(session, group.asset_ids, locales_of(request)))
            for group in room.groups
            if group.asset_ids
        ]
    values = {"groups": groups, "q": "", "searchable": False, "sent": False, **more}
    status = 400 if more.get("sentence") else 200
    return draw(request, "guest_wall.html", room.title, {"room": room, **values}, status)


def sheet(request: Request, house: House, room: Room) -> Response:
    """Show one asset of a room."""
    asset_id = str(request.path_params["asset_id"])
    with house.core.db.read() as session:
        is_here = room.holds(session, asset_id, asked_of(request, house, room.channel))
        shown = read_sheet(session, room, asset_id, locales_of(request)) if is_here else None
    if shown is None:
        raise NotFound("There is no such asset here.")
    return draw(request, "guest_sheet.html", shown.tile.title, {"room": room, "sheet": shown})


def file(request: Request, house: House, room: Room) -> Response:
    """Send a file of an asset of a room: to be looked at, to be played, or taken and counted."""
    asset_id, name = str(request.path_params["asset_id"]), str(request.path_params["name"])
    is_shown = name in PICTURES or name.rpartition(".")[2] in PLAYED
    is_taken = request.query_params.get("download") == "1" or not is_shown
    purpose = request.query_params.get("purpose", "")
    mark = ""
    with house.core.db.read() as session:
        is_logo = asset_id == room.logo_id and name in PICTURES
        is_here = is_logo or room.holds(session, asset_id, asked_of(request, house, room.channel))
        if is_here and is_taken:
            room.permit(session, asset_id, name)
            try:
                purpose_of(session, asset_id, name, purpose)
            except PurposeMissing as missing:
                return ask_purpose(request, room, missing.choices)
            except Invalid:
                return ask_purpose(request, room, ())
        if is_here and name in PICTURES and not is_logo:
            mark = mark_for_guests(session, session.get_one(Asset, asset_id))
        lent = find_file(session, room, asset_id, name) if is_here else None
    if lent is None:
        raise NotFound("There is no such file here.")
    if is_taken and request.method == "GET":
        room.take(Taken(asset_id, name, purpose, is_beginning(request, lent)))
    if mark:
        return Response(marked_bytes(house.core, lent.sha256, mark), 200, HEADERS, "image/jpeg")
    headers = {"Content-Disposition": attachment(lent.name) if is_taken else "inline"}
    return answer_lent(request, house.core.store, lent, headers)


def ask_purpose(request: Request, room: Room, choices: Sequence[str]) -> Response:
    """Ask what files are for, because the brand wants it said; the form comes back to the same address."""
    said = "purpose" in request.query_params
    values = {"room": room, "choices": choices, "path": request.url.path, "is_wrong": said}
    words = WORDS[language_of(request)]
    return draw(request, "guest_purpose.html", words["purpose_title"], values, 400 if said else 200)
