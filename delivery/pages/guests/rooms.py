"""The pages that shares and portals have in common: the wall, one asset, its files."""

from starlette.requests import Request
from starlette.responses import Response

from dam.errors import NotFound
from dam.sharing.light import Asked
from delivery.disposition import attachment
from delivery.files.lent import answer_lent, is_beginning
from delivery.files.territory import read_territory
from delivery.house import House
from delivery.pages.guests.answer import draw, locales_of
from delivery.pages.guests.room import Room
from delivery.pages.guests.shown import PLAYED, find_file, read_sheet, read_tiles

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
    with house.core.db.read() as session:
        is_here = asset_id == room.logo_id and name in PICTURES
        is_here = is_here or room.holds(session, asset_id, asked_of(request, house, room.channel))
        if is_here and is_taken:
            room.permit(session, asset_id, name)
        lent = find_file(session, room, asset_id, name) if is_here else None
    if lent is None:
        raise NotFound("There is no such file here.")
    if is_taken and request.method == "GET":
        room.take(asset_id, name, is_beginning(request, lent))
    headers = {"Content-Disposition": attachment(lent.name) if is_taken else "inline"}
    return answer_lent(request, house.core.store, lent, headers)
