"""The brand's own metadata fields over the API."""

from starlette.responses import Response

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require
from dam.core import Core
from dam.errors import Conflict, NotFound
from dam.metadata.fields import FieldView, delete_field, list_fields, save_field
from delivery.api.answers import empty_answer, json_answer
from delivery.api.operation import Call, Operation
from delivery.api.params import SHORT_LIST
from delivery.api.schemas import BY_LOCALE, FLAG, SHORT_TEXT, TEXTS, Schema, page_of, ref, some_of
from delivery.api.short_lists import short_list_answer
from delivery.api.views import JsonObject

_WORDS: dict[str, Schema] = {
    "kind": {"type": "string", "enum": ["text", "choice", "date", "number", "link", "boolean"]},
    "label": BY_LOCALE,
    "choices": TEXTS,
    "is_required": FLAG,
    "position": {"type": "integer", "minimum": 0},
}
NEW = some_of({"key": SHORT_TEXT, **_WORDS}, required=("key", "kind"))
CHANGES = some_of(_WORDS)


def field_json(field: FieldView) -> JsonObject:
    """Return a field as the API shows it."""
    return {
        "key": field.key,
        "kind": field.kind,
        "label": field.label,
        "choices": field.choices,
        "is_required": field.is_required,
        "position": field.position,
    }


def read_fields(core: Core, caller: Caller) -> list[FieldView]:
    """Return the fields to anybody who may see assets."""
    require(caller, Action.SEE_APPROVED)
    with core.db.read() as session:
        return list_fields(session)


async def list_all(call: Call) -> Response:
    """Return the fields in their order."""
    return short_list_answer(call, [field_json(field) for field in await call.run(read_fields)])


async def add(call: Call) -> Response:
    """Add a field."""
    body = await call.json()
    require(call.caller, Action.EDIT_FIELDS)
    key = str(body.pop("key"))
    if any(field.key == key for field in await call.run(read_fields)):
        raise Conflict(f"There is already a field {key}.")
    return json_answer(
        field_json(await _save(call, key, {"label": {call.house.settings.locale: key}, **body})), 201
    )


async def read(call: Call) -> Response:
    """Return one field."""
    return json_answer(field_json(await _known(call)))


async def change(call: Call) -> Response:
    """Change a field; what is left out stays."""
    body = await call.json()
    require(call.caller, Action.EDIT_FIELDS)
    kept = field_json(await _known(call))
    key = str(kept.pop("key"))
    return json_answer(field_json(await _save(call, key, {**kept, **body})))


async def delete(call: Call) -> Response:
    """Remove a field."""
    await call.run(delete_field, call.path("key"))
    return empty_answer()


async def _save(call: Call, key: str, words: JsonObject) -> FieldView:
    """Save words that have been held to the shape of a field."""
    return await call.run(save_field, key, **words)  # type: ignore[arg-type]


async def _known(call: Call) -> FieldView:
    key = call.path("key")
    found = next((field for field in await call.run(read_fields) if field.key == key), None)
    if found is None:
        raise NotFound(f"There is no field {key[:60]!r}.")
    return found


OPERATIONS = (
    Operation("GET", "/fields", list_all, "Fields", "List fields", {200: page_of("Field")}, query=SHORT_LIST),
    Operation(
        "POST",
        "/fields",
        add,
        "Fields",
        "Add a field",
        {201: ref("Field")},
        body=NEW,
        problems=(400, 403, 409),
    ),
    Operation("GET", "/fields/{key}", read, "Fields", "Read a field", {200: ref("Field")}, problems=(404,)),
    Operation(
        "PATCH",
        "/fields/{key}",
        change,
        "Fields",
        "Change a field",
        {200: ref("Field")},
        body=CHANGES,
        problems=(400, 403, 404),
    ),
    Operation(
        "DELETE", "/fields/{key}", delete, "Fields", "Remove a field", {204: None}, problems=(403, 404)
    ),
)
