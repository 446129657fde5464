"""Collections over the API."""

from collections.abc import Sequence

from starlette.responses import Response

from dam.assets.collections import (
    CollectionView,
    add_assets,
    create_collection,
    delete_collection,
    edit_collection,
    get_collection,
    list_collections,
    remove_assets,
)
from delivery.api.answers import empty_answer, json_answer
from delivery.api.operation import Call, Operation
from delivery.api.params import SHORT_LIST
from delivery.api.schemas import MAYBE_TEXT, TEXT, TEXTS, Schema, page_of, ref, some_of
from delivery.api.short_lists import short_list_answer
from delivery.api.views import JsonObject, when

NEW = some_of({"name": TEXT, "description": TEXT}, required=("name",))
CHANGES = some_of({"name": TEXT, "description": MAYBE_TEXT})
SOME_ASSETS: Schema = some_of({"assets": {**TEXTS, "maxItems": 1000}}, required=("assets",))


def collection_json(collection: CollectionView) -> JsonObject:
    """Return a collection; `count` and `covers` tell of the assets that the caller may see."""
    return {
        "id": collection.id,
        "name": collection.name,
        "description": collection.description,
        "owner_id": collection.owner_id,
        "count": collection.count,
        "covers": collection.covers,
        "created_at": when(collection.created_at),
        "updated_at": when(collection.updated_at),
    }


async def list_all(call: Call) -> Response:
    """Return all collections by name; their assets are found with `GET /assets?collection=`."""
    return short_list_answer(call, [collection_json(each) for each in await call.run(list_collections)])


async def add(call: Call) -> Response:
    """Make an empty collection."""
    body = await call.json()
    made = await call.run(
        create_collection, name=str(body["name"]), description=str(body.get("description", ""))
    )
    return json_answer(collection_json(made), 201)


async def read(call: Call) -> Response:
    """Return one collection."""
    return json_answer(collection_json(await call.run(get_collection, call.path("collection_id"))))


async def change(call: Call) -> Response:
    """Rename or describe a collection by merge patch."""
    patch = await call.json()
    return json_answer(collection_json(await call.run(edit_collection, call.path("collection_id"), patch)))


async def delete(call: Call) -> Response:
    """Remove a collection; its assets stay."""
    await call.run(delete_collection, call.path("collection_id"))
    return empty_answer()


async def place(call: Call) -> Response:
    """Put assets into a collection."""
    asset_ids = _asset_ids(await call.json())
    return json_answer(collection_json(await call.run(add_assets, call.path("collection_id"), asset_ids)))


async def take_out(call: Call) -> Response:
    """Take assets out of a collection."""
    asset_ids = _asset_ids(await call.json())
    return json_answer(collection_json(await call.run(remove_assets, call.path("collection_id"), asset_ids)))


def _asset_ids(body: JsonObject) -> Sequence[str]:
    asset_ids = body["assets"]
    assert isinstance(asset_ids, list)
    return asset_ids


OPERATIONS = (
    Operation(
        "GET",
        "/collections",
        list_all,
        "Collections",
        "List collections",
        {200: page_of("Collection")},
        query=SHORT_LIST,
    ),
    Operation(
        "POST",
        "/collections",
        add,
        "Collections",
        "Make a collection",
        {201: ref("Collection")},
        body=NEW,
        problems=(400, 403),
    ),
    Operation(
        "GET",
        "/collections/{collection_id}",
        read,
        "Collections",
        "Read a collection",
        {200: ref("Collection")},
        problems=(404,),
    ),
    Operation(
        "PATCH",
        "/collections/{collection_id}",
        change,
        "Collections",
        "Rename or describe a collection",
        {200: ref("Collection")},
        body=CHANGES,
        problems=(400, 403, 404),
    ),
    Operation(
        "DELETE",
        "/collections/{collection_id}",
        delete,
        "Collections",
        "Remove a collection; its assets stay",
        {204: None},
        problems=(403, 404),
    ),
    Operation(
        "POST",
        "/collections/{collection_id}/assets",
        place,
        "Collections",
        "Put assets into a collection",
        {200: ref("Collection")},
        body=SOME_ASSETS,
        problems=(400, 403, 404),
    ),
    Operation(
        "DELETE",
        "/collections/{collection_id}/assets",
        take_out,
        "Collections",
        "Take assets out of a collection",
        {200: ref("Collection")},
        body=SOME_ASSETS,
        problems=(400, 403, 404),
    ),
)
