"""Saved searches and the demand board over the API."""

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from dam.search.demand.board import DAYS, Wish, read_demand
from dam.search.saved.keep import (
    SavedSearchView,
    change_saved,
    forget_saved,
    get_saved,
    list_saved,
    save_search,
)
from delivery.api.answers import empty_answer, json_answer
from delivery.api.find import read_address
from delivery.api.operation import Call, Operation
from delivery.api.params import SHORT_LIST, Parameter
from delivery.api.saved_schemas import EDITABLE
from delivery.api.schemas import page_of, ref, some_of
from delivery.api.short_lists import short_list_answer
from delivery.api.views import JsonObject, when

ONE = "/saved-searches/{search_id}"


def saved_json(saved: SavedSearchView) -> JsonObject:
    """Return a saved search."""
    return {
        "id": saved.id,
        "title": saved.title,
        "address": saved.address,
        "is_shared": saved.is_shared,
        "is_collection": saved.is_collection,
        "tells": saved.tells,
        "owner": {"id": saved.owner_id, "name": saved.owner_name},
        "is_mine": saved.is_mine,
        "created_at": when(saved.created_at),
        "updated_at": when(saved.updated_at),
    }


def wish_json(wish: Wish) -> JsonObject:
    """Return one wish that the library leaves open."""
    return {
        "words": wish.words,
        "text": wish.text,
        "asked": wish.asked,
        "nothing": wish.nothing,
        "abandoned": wish.abandoned,
        "last_day": wish.last_day.isoformat(),
        "near": [{"asset_id": near.asset_id, "title": near.title} for near in wish.near],
    }


async def list_all(call: Call) -> Response:
    """Return one's own saved searches and those shared with everybody."""
    return short_list_answer(call, [saved_json(each) for each in await call.run(list_saved)])


async def save(call: Call) -> Response:
    """Keep a search; an address that asks nothing known → 400."""
    body = await call.json()
    _check(body)
    return json_answer(saved_json(await call.run(save_search, body)), 201)


async def read(call: Call) -> Response:
    """Return one saved search."""
    return json_answer(saved_json(await call.run(get_saved, call.path("search_id"))))


async def change(call: Call) -> Response:
    """Change a saved search of one's own by merge patch."""
    body = await call.json()
    _check(body)
    return json_answer(saved_json(await call.run(change_saved, call.path("search_id"), body)))


async def forget(call: Call) -> Response:
    """Forget a saved search of one's own."""
    await call.run(forget_saved, call.path("search_id"))
    return empty_answer()


async def demand(call: Call) -> Response:
    """Return what people looked for in vain, grouped, the greatest need first; nothing tells who they were."""
    days = call.query.number("days", 30)
    wishes = await run_in_threadpool(read_demand, call.house.core, call.house.index, call.caller, days)
    return short_list_answer(call, [wish_json(wish) for wish in wishes])


def _check(body: JsonObject) -> None:
    if isinstance(body.get("address"), str):
        read_address(str(body["address"]))


OPERATIONS = (
    Operation(
        "GET",
        "/saved-searches",
        list_all,
        "Saved searches",
        "List saved searches",
        {200: page_of("SavedSearch")},
        query=SHORT_LIST,
        problems=(403,),
    ),
    Operation(
        "POST",
        "/saved-searches",
        save,
        "Saved searches",
        "Keep a search",
        {201: ref("SavedSearch")},
        body=some_of(EDITABLE, required=("title", "address")),
        problems=(400, 403),
    ),
    Operation(
        "GET",
        ONE,
        read,
        "Saved searches",
        "Read a saved search",
        {200: ref("SavedSearch")},
        problems=(403, 404),
    ),
    Operation(
        "PATCH",
        ONE,
        change,
        "Saved searches",
        "Change a saved search",
        {200: ref("SavedSearch")},
        body=some_of(EDITABLE),
        problems=(400, 403, 404),
    ),
    Operation(
        "DELETE", ONE, forget, "Saved searches", "Forget a saved search", {204: None}, problems=(403, 404)
    ),
    Operation(
        "GET",
        "/demand",
        demand,
        "Saved searches",
        "Read what was looked for in vain",
        {200: page_of("Wish")},
        query=(Parameter("days", "How far back; 30 when absent.", "number", least=1, most=DAYS), *SHORT_LIST),
        problems=(400, 403),
    ),
)
