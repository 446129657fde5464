"""The tuning of search over the API: weights, synonyms and product codes."""

from starlette.responses import Response

from dam.clock import rfc3339
from dam.search.tuned.synonyms import (
    SynonymView,
    add_synonym,
    delete_synonym,
    edit_synonym,
    list_synonyms,
    replace_synonyms,
)
from dam.search.tuned.weights import WeightView, list_weights, set_weights
from delivery.api.answers import empty_answer, json_answer, list_answer
from delivery.api.operation import Call, Operation
from delivery.api.params import PAGING, Parameter
from delivery.api.schemas import COUNT, exactly, many, page_of, ref, some_of
from delivery.api.search_tuning_schemas import SYNONYM_LINE, WEIGHTS_PATCH
from delivery.api.views import JsonObject

WEIGHTS = exactly({"items": many(ref("Weight"))})
LIST = some_of({"items": many(some_of(SYNONYM_LINE, required=("terms",)))}, required=("items",))
ONE = "/synonyms/{synonym_id}"

QUERY = (Parameter("q", "Words of a line; case and accents do not matter."), *PAGING)


async def read_weights(call: Call) -> Response:
    """Return what counts how much when hits are put in order, in per cent, with each default and its reason."""
    return _weights(await call.run(list_weights))


async def turn_weights(call: Call) -> Response:
    """Turn some weights by merge patch; null puts back the default. Every process heeds it at its next search."""
    wanted = (await call.json())["weights"]
    assert isinstance(wanted, dict)
    return _weights(await call.run(set_weights, wanted))


def _weights(views: list[WeightView]) -> Response:
    items = [
        {"name": each.name, "value": each.value, "default": each.default, "reason": each.reason}
        for each in views
    ]
    return json_answer({"items": items})


async def list_lines(call: Call) -> Response:
    """Return the synonyms and product codes, the newest first."""
    query = call.query
    page = await call.run(list_synonyms, query.text("q") or "", limit=query.limit, cursor=query.cursor)
    return list_answer([_line(each) for each in page.items], page.total, page.next)


async def add_line(call: Call) -> Response:
    """Add a line: terms that mean the same or, with meanings, terms that find those and not the reverse."""
    given = await call.json()
    line = await call.run(add_synonym, given["terms"], given.get("meanings", []))
    address = f"{call.house.settings.base_url}/api/v1/synonyms/{line.id}"
    return json_answer(_line(line), 201, headers={"Location": address})


async def replace_lines(call: Call) -> Response:
    """Put a whole list in place of the one before; when any line is wrong nothing changes."""
    items = (await call.json())["items"]
    assert isinstance(items, list)
    return json_answer({"total": await call.run(replace_synonyms, items)})


async def edit_line(call: Call) -> Response:
    """Change a line by merge patch."""
    return json_answer(_line(await call.run(edit_synonym, call.path("synonym_id"), await call.json())))


async def delete_line(call: Call) -> Response:
    """Remove a line."""
    await call.run(delete_synonym, call.path("synonym_id"))
    return empty_answer()


def _line(line: SynonymView) -> JsonObject:
    return {
        "id": line.id,
        "terms": list(line.terms),
        "meanings": list(line.meanings),
        "updated_at": rfc3339(line.updated_at),
    }


OPERATIONS = (
    Operation(
        "GET",
        "/search-settings",
        read_weights,
        "Search",
        "Read the weights of search",
        {200: WEIGHTS},
        problems=(403,),
    ),
    Operation(
        "PATCH",
        "/search-settings",
        turn_weights,
        "Search",
        "Turn the weights of search",
        {200: WEIGHTS},
        body=WEIGHTS_PATCH,
        problems=(400, 403),
    ),
    Operation(
        "GET",
        "/synonyms",
        list_lines,
        "Search",
        "List synonyms and product codes",
        {200: page_of("Synonym")},
        query=QUERY,
        problems=(400, 403),
    ),
    Operation(
        "POST",
        "/synonyms",
        add_line,
        "Search",
        "Add a line of synonyms",
        {201: ref("Synonym")},
        body=some_of(SYNONYM_LINE, required=("terms",)),
        problems=(400, 403, 409),
    ),
    Operation(
        "PUT",
        "/synonyms",
        replace_lines,
        "Search",
        "Replace the whole list of synonyms",
        {200: exactly({"total": COUNT})},
        body=LIST,
        problems=(400, 403),
    ),
    Operation(
        "PATCH",
        ONE,
        edit_line,
        "Search",
        "Change a line of synonyms",
        {200: ref("Synonym")},
        body=some_of(SYNONYM_LINE),
        problems=(400, 403, 404),
    ),
    Operation(
        "DELETE", ONE, delete_line, "Search", "Remove a line of synonyms", {204: None}, problems=(403, 404)
    ),
)
