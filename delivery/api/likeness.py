"""What shows the same, over the API: pairs, verdicts, merging."""

from starlette.responses import Response

from dam.assets.likeness.decide import decide_pair
from dam.assets.likeness.read import KINDS, VERDICTS, Pair, list_duplicates, similar_to
from dam.assets.merging.as_version import make_version_of
from dam.assets.merging.merge import merge_assets
from dam.assets.read import get_asset
from delivery.api.answers import empty_answer, list_answer
from delivery.api.asset_answers import asset_answer, asset_jsons
from delivery.api.likeness_schemas import MERGE, VERDICT
from delivery.api.operation import Call, Operation
from delivery.api.params import PAGING, SHORT_LIST, Parameter
from delivery.api.schemas import page_of, ref
from delivery.api.short_lists import short_list_answer
from delivery.api.views import JsonObject, when

QUERY = (
    Parameter("verdict", "What people said; pairs that nobody decided when absent.", "choice", VERDICTS),
    Parameter("kind", "Only pairs that are alike in this way.", "choice", KINDS),
    *PAGING,
)


async def similar(call: Call) -> Response:
    """Return the assets that show the same as this one, the most alike first."""
    pairs = await call.run(similar_to, call.path("asset_id"))
    others = await asset_jsons(call, [pair.other for pair in pairs])
    items = [{"asset": other, **_alike(pair)} for pair, other in zip(pairs, others, strict=True)]
    return short_list_answer(call, items)


async def decide(call: Call) -> Response:
    """Remember what somebody says of a pair: `different` or `both` (both are wanted); `open` takes it back."""
    body = await call.json()
    await call.run(decide_pair, call.path("asset_id"), call.path("other_id"), str(body["verdict"]))
    return empty_answer()


async def duplicates(call: Call) -> Response:
    """Return the pairs of the library of which the caller may see both, the surest first."""
    query = call.query
    page = await call.run(
        list_duplicates,
        verdict=query.text("verdict") or "open",
        kind=query.text("kind") or "",
        limit=query.limit,
        cursor=query.cursor,
    )
    both = await asset_jsons(call, [asset for pair in page.items for asset in (pair.one, pair.other)])
    items = [
        {"one": one, "other": other, **_alike(pair)}
        for pair, one, other in zip(page.items, both[::2], both[1::2], strict=True)
    ]
    return list_answer(items, page.total, page.next)


async def merge(call: Call) -> Response:
    """Merge another asset into this one, which answers under all its addresses from then on.

    With `as_version` the file of the other, which never was public, becomes the next version of this one instead.
    """
    body, asset_id = await call.json(), call.path("asset_id")
    other = str(body["other"])
    if body.get("as_version"):
        await call.run(make_version_of, other, asset_id, call.house.ingest)
        return await asset_answer(call, await call.run(get_asset, asset_id))
    return await asset_answer(call, await call.run(merge_assets, asset_id, other))


def _alike(pair: Pair) -> JsonObject:
    return {
        "kind": pair.kind,
        "score": pair.score,
        "is_sure": pair.is_sure,
        "is_mirrored": pair.is_mirrored,
        "verdict": pair.verdict,
        "found_at": when(pair.found_at),
        "decided_by": pair.decided_by,
        "decided_at": when(pair.decided_at),
    }


OPERATIONS = (
    Operation(
        "GET",
        "/assets/{asset_id}/similar",
        similar,
        "Duplicates",
        "List the assets that show the same",
        {200: page_of("Similar")},
        query=SHORT_LIST,
        problems=(400, 404),
    ),
    Operation(
        "PUT",
        "/assets/{asset_id}/similar/{other_id}",
        decide,
        "Duplicates",
        "Say that two assets are different, or that both are wanted",
        {204: None},
        body=VERDICT,
        problems=(400, 403, 404),
    ),
    Operation(
        "GET",
        "/duplicates",
        duplicates,
        "Duplicates",
        "List pairs of assets that show the same",
        {200: page_of("Pair")},
        query=QUERY,
        problems=(400,),
    ),
    Operation(
        "POST",
        "/assets/{asset_id}/merge",
        merge,
        "Duplicates",
        "Merge another asset into this one",
        {200: ref("Asset")},
        body=MERGE,
        problems=(400, 403, 404, 409),
    ),
)
