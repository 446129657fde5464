"""Manifests over the API: what a channel shows, for players and apps that keep files of their own."""

import re

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from delivery.api.answers import json_answer
from delivery.api.operation import Call, Operation
from delivery.api.params import CURSOR, Parameter
from delivery.api.schemas import TEXT, ref
from delivery.manifest.board import Board
from delivery.manifest.follow import Follower
from delivery.manifest.limits import LONGEST_WAIT, MOST_ITEMS, USUAL_ITEMS
from delivery.manifest.read import Wanted
from delivery.manifest.stream import follow

SINCE = Parameter("since", "Only what changed since this `cursor` of an answer before.")
TERRITORY = Parameter("territory", "Where the player stands: a country in two capital letters, like FR.")
QUERY = (
    SINCE,
    TERRITORY,
    Parameter(
        "wait",
        "Seconds to wait for something new since the cursor, as `Prefer: wait` does.",
        "number",
        most=LONGEST_WAIT,
    ),
    Parameter("limit", f"How many assets, {USUAL_ITEMS} when absent.", "number", least=1, most=MOST_ITEMS),
    CURSOR,
)

HEADERS = {
    "Cache-Control": "private, no-cache",
    "X-Content-Type-Options": "nosniff",
    "Vary": "Authorization, Cookie",
}

STREAM = "text/event-stream"

_WAIT = re.compile(r'(?:^|[,;])\s*wait\s*=\s*"?([0-9]{1,6})', re.IGNORECASE)


def follower_of(request: Request, call: Call) -> Follower:
    """Return who reads manifests for this process; where nobody follows the feed, waiting ends by the clock only."""
    state = request.app.state
    if not hasattr(state, "follower"):
        state.follower = Follower(call.house.core, call.house.settings.base_url, Board())
    follower = state.follower
    assert isinstance(follower, Follower)
    return follower


async def read(call: Call) -> Response:
    """Return lit assets with their ready files by immutable URL and SHA-256, page by page.

    `cursor` is kept for `since`; `next` is the next page of this answer. After `since`, `items` are new or changed and
    `removed` are to be forgotten. `resync` says that everything is listed although changes were asked for: what is not in
    it is to be forgotten, too. With `wait` (or `Prefer: wait`) an answer that has nothing new is held back until it has.
    """
    follower, query = follower_of(call.request, call), call.query
    wanted = Wanted(
        call.path("channel"),
        query.text("since") or "",
        query.cursor or "",
        query.number("limit", USUAL_ITEMS),
        query.text("territory") or "",
    )
    known = call.request.headers.get("if-none-match", "")
    preferred = _preferred_wait(call.request)
    seconds = query.number("wait", preferred or 0)
    if seconds and wanted.since and not wanted.page:
        found = await follower.wait(call.caller, wanted, seconds, known)
    else:
        found = await follower.read(call.caller, wanted, known)
    applied = {"Preference-Applied": f"wait={preferred}"} if preferred and seconds == preferred else {}
    headers = {**HEADERS, "ETag": found.etag, **applied}
    if found.body is None:
        return Response(status_code=304, headers=headers)
    return Response(found.body, headers=headers, media_type="application/json")


async def stream(call: Call) -> Response:
    """Return server-sent events: `change` whenever the manifest has something new, with a cursor as `id` and in `data`.

    A client that comes back with `Last-Event-ID` (or `since`) is told at once of what it missed. Who does not say
    `Accept: text/event-stream` is answered once, in JSON: `channel`, `cursor`, and whether something `changed` since.
    """
    follower = follower_of(call.request, call)
    follower.board.require_room()
    last = call.request.headers.get("last-event-id", "")
    wanted = Wanted(
        call.path("channel"),
        last or call.query.text("since") or "",
        limit=1,
        territory=call.query.text("territory") or "",
    )
    found = await follower.read(call.caller, wanted)
    if not wanted.since:
        found = found.as_beginning()
    if STREAM not in call.request.headers.get("accept", "").lower():
        told = {"channel": wanted.channel, "cursor": found.cursor, "changed": not found.is_empty}
        return json_answer(told, headers={"Vary": f"Accept, {HEADERS['Vary']}"})
    return StreamingResponse(
        follow(follower, call.caller, wanted, found),
        headers={
            **HEADERS,
            "Cache-Control": "no-store",
            "Vary": f"Accept, {HEADERS['Vary']}",
            "X-Accel-Buffering": "no",
        },
        media_type=STREAM,
    )


def _preferred_wait(request: Request) -> int | None:
    """Read `Prefer: wait=30` (RFC 7240, 4.3), and keep it within what is offered."""
    found = _WAIT.search(request.headers.get("prefer", ""))
    return min(int(found[1]), LONGEST_WAIT) if found else None


OPERATIONS = (
    Operation(
        "GET",
        "/channels/{channel}/manifest",
        read,
        "Channels",
        "List what a channel shows, or what changed",
        {200: ref("Manifest"), 304: None},
        query=QUERY,
        problems=(404, 503),
    ),
    Operation(
        "GET",
        "/channels/{channel}/changes",
        stream,
        "Channels",
        "Hear of changes as they happen",
        {200: TEXT},
        query=(SINCE, TERRITORY),
        answer_type=STREAM,
        problems=(404, 503),
    ),
)
