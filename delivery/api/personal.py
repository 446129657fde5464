"""Personal data of a person over the API: read, handed over, erased."""

from starlette.responses import Response, StreamingResponse

from dam.accounts.personal.erase import erase_person
from dam.accounts.personal.export import export_person
from dam.accounts.personal.hand_over import hand_over
from dam.accounts.personal.namesakes import Unclear, find_unclear
from delivery.api.answers import PRIVATE_HEADERS, json_answer
from delivery.api.operation import Call, Operation
from delivery.api.params import Parameter
from delivery.api.schemas import COUNT, TEXT, Schema, exactly, some_of
from delivery.api.views import JsonObject

ROWS: Schema = {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "object"}}}
LEFT: Schema = {"type": "array", "items": exactly({"place": TEXT, "name": TEXT, "rows": COUNT})}
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
    """Disable a person and empty every word about them (GDPR, article 17); what they did and the audit chain stay.

    Rows that bear only a name which somebody else bears, too, are left, but those of the places named in `also`.
    """
    also = [place for place in (call.query.text("also") or "").split(",") if place]
    erased = await call.run(erase_person, call.path("person_id"), also)
    return json_answer({"rows": erased.rows, "left": [unclear_json(each) for each in erased.left]})


async def list_unclear(call: Call) -> Response:
    """Return what an erasure would leave, because somebody else of the same name may be meant."""
    found = await call.run(find_unclear, call.path("person_id"))
    return json_answer({"items": [unclear_json(each) for each in found]})


def unclear_json(unclear: Unclear) -> JsonObject:
    """Return rows of one place of which nobody can tell whose they are."""
    return {"place": unclear.place, "name": unclear.name, "rows": unclear.rows}


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
        {200: exactly({"rows": COUNT, "left": LEFT})},
        query=(Parameter("also", "Places of `/namesakes`, with a comma between, whose rows go as well."),),
        problems=(400, 403, 404, 409),
    ),
    Operation(
        "GET",
        "/people/{person_id}/namesakes",
        list_unclear,
        "People",
        "List what may be a person's or a namesake's",
        {200: exactly({"items": LEFT})},
        problems=(403, 404),
    ),
)
