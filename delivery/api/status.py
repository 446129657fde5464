"""The life cycle of an asset over the API."""

from starlette.responses import Response

from dam.assets.status import move_status
from delivery.api.asset_answers import asset_answer
from delivery.api.operation import Call, Operation
from delivery.api.review_schemas import OVERRIDE
from delivery.api.schemas import STATUS, TEXT, ref, some_of

MOVE = some_of({"status": STATUS, "reason": TEXT, "override": OVERRIDE}, required=("status",))


async def move(call: Call) -> Response:
    """Move an asset; a move that is refused answers 409 with those that are allowed."""
    body = await call.json()
    asset = await call.run(
        move_status,
        call.path("asset_id"),
        str(body["status"]),
        str(body.get("reason", "")),
        override=str(body.get("override", "")),
    )
    return await asset_answer(call, asset)


OPERATIONS = (
    Operation(
        "POST",
        "/assets/{asset_id}/status",
        move,
        "Assets",
        "Move an asset in its life cycle",
        {200: ref("Asset")},
        body=MOVE,
        problems=(400, 403, 404, 409),
    ),
)
