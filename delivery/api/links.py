"""Short links and their QR codes over the API."""

from collections.abc import Sequence

from starlette.responses import Response

from delivery.api.answers import PRIVATE_HEADERS, json_answer, list_answer
from delivery.api.link_schemas import CODE, EDITABLE
from delivery.api.operation import Call, Operation
from delivery.api.params import PAGING, Parameter
from delivery.api.schemas import FLAG, page_of, ref, some_of
from delivery.api.views import JsonObject, when
from delivery.disposition import attachment
from delivery.links.edits import create_link, edit_link, etag_of, retire_link
from delivery.links.figures import DayCount, count_by_day, count_by_link
from delivery.links.known import Link
from delivery.links.qr import LEVELS, MEDIA_TYPES, SIZES, draw_code, file_name
from delivery.links.read import STATES, LinkFilter, get_link, list_links
from delivery.links.wanted import link_url

NEW = some_of({"code": CODE, **EDITABLE}, required=("asset_id", "channel"))
CHANGES = some_of({**EDITABLE, "is_retired": FLAG})
ONE = "/links/{code}"

QUERY = (
    Parameter("asset", "Only links of this asset."),
    Parameter("channel", "Only links on this channel."),
    Parameter("campaign", "Only links of this campaign."),
    Parameter("state", "Only links in this state.", "choice", STATES),
    Parameter("q", "Words in code, title, placement or campaign."),
    *PAGING,
)
QR_QUERY = (
    Parameter("format", "SVG when absent.", "choice", tuple(MEDIA_TYPES)),
    Parameter(
        "size", "Side in millimetres for SVG and PDF, in pixels for PNG.", "number", most=SIZES["png"][1]
    ),
    Parameter("level", "How much may be spoilt: 7, 15, 25 or 30 %; M when absent.", "choice", LEVELS),
)


def link_json(link: Link, base_url: str, followed: int, days: Sequence[DayCount] | None = None) -> JsonObject:
    """Return a link with its figures."""
    told: JsonObject = {
        "code": link.code,
        "url": link_url(base_url, link.code),
        **{name: getattr(link, name) for name in EDITABLE},
        "state": "active" if link.retired_at is None else "retired",
        "revision": link.revision,
        "created_by": link.created_by,
        "created_at": when(link.created_at),
        "updated_at": when(link.updated_at),
        "retired_at": when(link.retired_at),
        "followed": followed,
    }
    if days is not None:
        told["days"] = [{"day": each.day.isoformat(), "followed": each.count} for each in days]
    return told


async def list_all(call: Call) -> Response:
    """Return the links whose assets the caller may see, the newest first."""
    query = call.query
    wanted = LinkFilter(
        query.text("asset") or "",
        query.text("channel") or "",
        query.text("campaign") or "",
        query.text("state") or "",
        query.text("q") or "",
    )
    page = await call.run(list_links, wanted, limit=query.limit, cursor=query.cursor)
    counts = await call.run(count_by_link, page.items)
    base_url = call.house.settings.base_url
    return list_answer(
        [link_json(link, base_url, counts[link.code]) for link in page.items], page.total, page.next
    )


async def add(call: Call) -> Response:
    """Make a link of an asset; its code is drawn, or a word of your own."""
    wanted = await call.json()
    link = await call.run(create_link, call.house.settings.base_url, wanted)
    return await _answer(call, link, 201)


async def read(call: Call) -> Response:
    """Return one link with its days; codes of the shape `asset.placement` stand for every asset from the start."""
    return await _answer(call, await call.run(get_link, call.path("code")))


async def change(call: Call) -> Response:
    """Lead a link elsewhere by merge patch, also after it was printed; every process follows within two seconds.

    A stale `If-Match` answers 412 with both values. `is_retired` retires a link or brings it back.
    """
    patch = await call.json()
    if_match = call.request.headers.get("if-match")
    link = await call.run(edit_link, call.house.settings.base_url, call.path("code"), patch, if_match)
    return await _answer(call, link)


async def retire(call: Call) -> Response:
    """Retire a link: what was printed leads to its fallback from now on, and its figures stay."""
    return await _answer(call, await call.run(retire_link, call.house.settings.base_url, call.path("code")))


async def draw(call: Call) -> Response:
    """Return the link as a QR code with its white border, ready for a layout: as SVG, PDF or PNG."""
    link = await call.run(get_link, call.path("code"))
    format_ = call.query.text("format") or "svg"
    url = link_url(call.house.settings.base_url, link.code)
    drawing = draw_code(url, format_, call.query.number("size", 0), call.query.text("level") or "M")
    headers = {**PRIVATE_HEADERS, "Content-Disposition": attachment(file_name(link.code, format_))}
    return Response(drawing.content, 200, headers, drawing.media_type)


async def _answer(call: Call, link: Link, status: int = 200) -> Response:
    base_url = call.house.settings.base_url
    days = await call.run(count_by_day, link)
    headers = {"ETag": etag_of(link)}
    if status == 201:
        headers["Location"] = f"{base_url}/api/v1/links/{link.code}"
    told = link_json(link, base_url, sum(each.count for each in days), days)
    return json_answer(told, status, headers=headers)


OPERATIONS = (
    Operation(
        "GET",
        "/links",
        list_all,
        "Links",
        "List short links",
        {200: page_of("Link")},
        query=QUERY,
        problems=(400,),
    ),
    Operation(
        "POST",
        "/links",
        add,
        "Links",
        "Make a short link",
        {201: ref("Link")},
        body=NEW,
        problems=(400, 403, 409),
    ),
    Operation("GET", ONE, read, "Links", "Read a short link", {200: ref("Link")}, problems=(404,)),
    Operation(
        "PATCH",
        ONE,
        change,
        "Links",
        "Lead a short link elsewhere; send If-Match to be refused when it has changed",
        {200: ref("Link")},
        body=CHANGES,
        problems=(400, 403, 404, 412),
    ),
    Operation("DELETE", ONE, retire, "Links", "Retire a short link", {200: ref("Link")}, problems=(403, 404)),
    Operation(
        "GET",
        f"{ONE}/qr",
        draw,
        "Links",
        "Draw a short link as a QR code",
        {200: {"type": "string"}},
        query=QR_QUERY,
        answer_type="image/svg+xml",
        problems=(400, 404),
    ),
)
