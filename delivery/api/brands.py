"""Brands over the API: what assets are divided by, and how one asset changes its brand."""

from starlette.responses import Response

from dam.accounts.access.brands import change_brand, create_brand, get_brand, list_brands
from dam.accounts.access.models import Brand
from dam.assets.brands import delete_brand, move_to_brand
from delivery.api.access_schemas import BRAND_CHANGES, NEW_BRAND, TO_BRAND
from delivery.api.answers import empty_answer, json_answer
from delivery.api.asset_answers import asset_answer
from delivery.api.operation import Call, Operation
from delivery.api.params import SHORT_LIST
from delivery.api.schemas import page_of, ref
from delivery.api.short_lists import short_list_answer
from delivery.api.views import JsonObject


def brand_json(brand: Brand) -> JsonObject:
    """Return a brand as the API shows it."""
    return {
        "id": brand.id,
        "name": brand.name,
        "marks": brand.marks,
        "unmarked_role": brand.unmarked_role,
        "mark_text": brand.mark_text,
        "asks_purpose": brand.asks_purpose,
        "purposes": brand.purposes,
    }


async def list_all(call: Call) -> Response:
    """Return the brands in which one may see anything, the main one first."""
    return short_list_answer(call, [brand_json(brand) for brand in await call.run(list_brands)])


async def create(call: Call) -> Response:
    """Add a brand; its people are granted roles in it afterwards."""
    body = await call.json()
    return json_answer(brand_json(await call.run(create_brand, name=str(body["name"]))), 201)


async def read(call: Call) -> Response:
    """Return one brand."""
    return json_answer(brand_json(await call.run(get_brand, call.path("brand_id"))))


async def change(call: Call) -> Response:
    """Change a brand: what is left out stays."""
    return json_answer(brand_json(await call.run(change_brand, call.path("brand_id"), await call.json())))


async def delete(call: Call) -> Response:
    """Remove a brand that has no assets, with the roles and tokens confined to it."""
    await call.run(delete_brand, call.path("brand_id"))
    return empty_answer()


async def move(call: Call) -> Response:
    """Give an asset to another brand; it takes the right to edit here and to add there."""
    body = await call.json()
    return await asset_answer(
        call, await call.run(move_to_brand, call.path("asset_id"), str(body["brand_id"]))
    )


OPERATIONS = (
    Operation("GET", "/brands", list_all, "Brands", "List brands", {200: page_of("Brand")}, query=SHORT_LIST),
    Operation(
        "POST",
        "/brands",
        create,
        "Brands",
        "Add a brand",
        {201: ref("Brand")},
        body=NEW_BRAND,
        problems=(400, 403, 409),
    ),
    Operation(
        "GET", "/brands/{brand_id}", read, "Brands", "Read a brand", {200: ref("Brand")}, problems=(404,)
    ),
    Operation(
        "PATCH",
        "/brands/{brand_id}",
        change,
        "Brands",
        "Change a brand: its name, its marks, its question at download",
        {200: ref("Brand")},
        body=BRAND_CHANGES,
        problems=(400, 403, 404, 409),
    ),
    Operation(
        "DELETE",
        "/brands/{brand_id}",
        delete,
        "Brands",
        "Remove a brand that has no assets",
        {204: None},
        problems=(403, 404, 409),
    ),
    Operation(
        "PUT",
        "/assets/{asset_id}/brand",
        move,
        "Brands",
        "Give an asset to another brand",
        {200: ref("Asset")},
        body=TO_BRAND,
        problems=(400, 403, 404),
    ),
)
