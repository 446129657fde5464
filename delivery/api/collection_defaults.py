"""What collections hand on to their assets, over the API."""

from starlette.responses import Response

from dam.assets.bulk.writing import Written
from dam.assets.inheritance.collections import get_defaults, inherited_of, preview_defaults, save_defaults
from delivery.api.answers import json_answer, list_answer
from delivery.api.operation import Call, Operation
from delivery.api.schemas import TEXTS, Schema, page_of, ref, some_of

ONE = "/collections/{collection_id}/defaults"

DEFAULTS: Schema = some_of({"tags": TEXTS, "fields": {"type": "object"}, "rights": {"type": "object"}})


async def read(call: Call) -> Response:
    """Return what a collection hands on."""
    return json_answer(await call.run(get_defaults, call.path("collection_id")))


async def save(call: Call) -> Response:
    """Say what a collection hands on; its assets follow in the background."""
    await call.run(save_defaults, call.path("collection_id"), await call.json())
    return json_answer(await call.run(get_defaults, call.path("collection_id")))


async def preview(call: Call) -> Response:
    """Return what saving would change on the collection's first 200 assets; nothing is written."""
    found: dict[str, Written] = await call.run(
        preview_defaults, call.path("collection_id"), await call.json()
    )
    return list_answer(
        [{"asset_id": one, "before": each.before, "after": each.after} for one, each in found.items()]
    )


async def inherited(call: Call) -> Response:
    """Return what an asset has from its collections at present."""
    found = await call.run(inherited_of, call.path("asset_id"))
    return list_answer(
        [
            {
                "part": each.part,
                "value": each.value,
                "collection_id": each.collection_id,
                "collection_name": each.collection_name,
            }
            for each in found
        ]
    )


OPERATIONS = (
    Operation(
        "GET",
        ONE,
        read,
        "Collections",
        "Read what a collection hands on",
        {200: ref("CollectionDefaults")},
        problems=(404,),
    ),
    Operation(
        "PUT",
        ONE,
        save,
        "Collections",
        "Say what a collection hands on to its assets",
        {200: ref("CollectionDefaults")},
        body=DEFAULTS,
        problems=(400, 403, 404),
    ),
    Operation(
        "POST",
        f"{ONE}/preview",
        preview,
        "Collections",
        "Show what handing this on would change",
        {200: page_of("DefaultChange")},
        body=DEFAULTS,
        problems=(400, 403, 404),
    ),
    Operation(
        "GET",
        "/assets/{asset_id}/inherited",
        inherited,
        "Collections",
        "List what an asset has from its collections",
        {200: page_of("InheritedValue")},
        problems=(404,),
    ),
)
