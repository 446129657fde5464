"""Tags over the API."""

from starlette.responses import Response

from dam.assets.tags import delete_tag, list_tags, rename_tag
from delivery.api.answers import json_answer, list_answer
from delivery.api.operation import Call, Operation
from delivery.api.params import Parameter
from delivery.api.schemas import SHORT_TEXT, page_of, ref, some_of

QUERY = (
    Parameter("starts_with", "Only tags that begin so; case and accents do not matter."),
    Parameter("limit", "How many tags, 1000 when absent.", "number", least=1, most=10_000),
)

RENAME = some_of({"tag": SHORT_TEXT}, required=("tag",))


async def list_all(call: Call) -> Response:
    """Return the tags in use with the number of assets, most used first."""
    counts = await call.run(
        list_tags, starts_with=call.query.text("starts_with") or "", limit=call.query.number("limit", 1000)
    )
    return list_answer([{"tag": each.tag, "count": each.count} for each in counts])


async def rename(call: Call) -> Response:
    """Rename a tag everywhere; two tags become one when the new one is in use."""
    body = await call.json()
    return json_answer({"assets": await call.run(rename_tag, call.path("tag"), str(body["tag"]))})


async def delete(call: Call) -> Response:
    """Take a tag off every asset."""
    return json_answer({"assets": await call.run(delete_tag, call.path("tag"))})


OPERATIONS = (
    Operation("GET", "/tags", list_all, "Tags", "List tags", {200: page_of("Tag")}, query=QUERY),
    Operation(
        "PATCH",
        "/tags/{tag}",
        rename,
        "Tags",
        "Rename a tag everywhere",
        {200: ref("Changed")},
        body=RENAME,
        problems=(400, 403, 404),
    ),
    Operation(
        "DELETE",
        "/tags/{tag}",
        delete,
        "Tags",
        "Take a tag off every asset",
        {200: ref("Changed")},
        problems=(403, 404),
    ),
)
