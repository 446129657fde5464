"""Personal data of a person over the API: read, handed over, erased."""

from starlette.responses import Response, StreamingResponse

from dam.accounts.personal.erase import erase_person
from dam.accounts.personal.export import export_person
from dam.accounts.personal.hand_over import hand_over
from delivery.api.answers import PRIVATE_HEADERS, json_answer
from delivery.api.operation import Call, Operation
from delivery.api.schemas import COUNT, TEXT, Schema, exactly, some_of

ROWS: Schema = {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "object"}}}
GIVEN: Schema = {"type": "object", "additionalProperties": COUNT}


async def export(call: Call) -> Response:
    """Return everything the house knows of a person, rows by table, without secrets (GDPR, articles 15 and 20).

    Everybody may read what concerns themselves.
    """
    pieces = await call.run(export_person, call.path("person_id"))
    return StreamingResponse(pieces, headers=PRIVATE_HEADERS, media_type="application/json")


async def give(call: Call) -> Response:
    """Make everything of one person another's: assets, collections, reviews; the answer counts them by kind."""
    body = await call.json()
    return json_answer(dict(await call.run(hand_over, call.path("person_id"), str(body["to"]))))


async def erase(call: Call) -> Response:
    """Disable a person and empty every word about them (GDPR, article 17); what they did and the audit chain stay."""
    return json_answer({"rows": await call.run(erase_person, call.path("person_id"))})


OPERATIONS = (
    Operation(
        "GET",
        "/people/{person_id}/personal-data",
        export,
        "People",
        "Export a person's data",
        {200: ROWS},
        problems=(403, 404),
    ),
    Operation(
        "POST",
        "/people/{person_id}/hand-over",
        give,
        "People",
        "Hand over what a person owns",
        {200: GIVEN},
        body=some_of({"to": TEXT}, required=("to",)),
        problems=(403, 404, 409),
    ),
    Operation(
        "POST",
        "/people/{person_id}/erase",
        erase,
        "People",
        "Erase a person",
        {200: exactly({"rows": COUNT})},
        problems=(403, 404, 409),
    ),
)
