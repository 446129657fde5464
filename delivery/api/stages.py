"""The stages of the customer's journey over the API."""

from typing import Any

from starlette.responses import Response

from dam.engagement.stages import (
    MOST_STAGES,
    NAME_LENGTH,
    TITLE_LENGTH,
    Stages,
    StageView,
    change_stages,
    list_stages,
)
from delivery.api.answers import json_answer
from delivery.api.operation import Call, Operation
from delivery.api.schemas import BY_LOCALE, Schema, ref, some_of

_TITLE: Schema = {"type": "string", "maxLength": TITLE_LENGTH}

BODY = some_of(
    {
        "stages": {
            "type": "array",
            "maxItems": MOST_STAGES,
            "items": some_of(
                {
                    "name": {"type": "string", "minLength": 1, "maxLength": NAME_LENGTH},
                    "titles": some_of({"en": _TITLE, "fr": _TITLE}),
                },
                required=("name",),
            ),
        },
        "channels": BY_LOCALE,
    },
    required=("stages",),
)


async def read(call: Call) -> Response:
    """Return the stages in their order, those that are former, and what channels serve."""
    return json_answer(as_json(await call.run(list_stages)))


async def replace(call: Call) -> Response:
    """Put these stages, in this order, in the place of those there are; `channels` says what each channel serves.

    A stage that is left out becomes former: its events keep it, new ones are counted under what their channel serves.
    Channels that are not named keep what they serve.
    """
    body: dict[str, Any] = await call.json()
    stages = [StageView(stage["name"], stage.get("titles", {})) for stage in body["stages"]]
    return json_answer(as_json(await call.run(change_stages, stages, body.get("channels"))))


def as_json(found: Stages) -> dict[str, Any]:
    """Return the answer of `GET /stages`."""
    return {
        "stages": [_stage(stage) for stage in found.stages],
        "former": [_stage(stage) for stage in found.former],
        "channels": {channel: found.map.serves(channel) for channel in sorted(found.map.of_channel)},
    }


def _stage(stage: StageView) -> dict[str, Any]:
    return {"name": stage.name, "titles": dict(stage.titles)}


OPERATIONS = (
    Operation("GET", "/stages", read, "Engagement", "List the stages of the journey", {200: ref("Stages")}),
    Operation(
        "PUT",
        "/stages",
        replace,
        "Engagement",
        "Edit the stages of the journey",
        {200: ref("Stages")},
        body=BODY,
        problems=(400, 403),
    ),
)
