"""The brand's own metadata fields over the API."""

from starlette.responses import Response

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, may, require, require_somewhere
from dam.assets.field_counts import count_values
from dam.core import Core
from dam.errors import Conflict, NotFound
from dam.metadata.field_groups import GroupView, delete_group, list_groups, save_group
from dam.metadata.fields import FieldView, delete_field, list_fields, order_fields, save_field
from delivery.api.answers import empty_answer, json_answer
from delivery.api.field_schemas import EDITABLE
from delivery.api.operation import Call, Operation
from delivery.api.params import SHORT_LIST
from delivery.api.schemas import BY_LOCALE, SHORT_TEXT, TEXTS, page_of, ref, some_of
from delivery.api.short_lists import short_list_answer
from delivery.api.views import JsonObject

NEW = some_of({"key": SHORT_TEXT, **EDITABLE}, required=("key", "kind"))
CHANGES = some_of(EDITABLE)
ORDER = some_of({"keys": TEXTS}, required=("keys",))
GROUP = some_of({"label": BY_LOCALE, "position": EDITABLE["position"]}, required=("label",))


def field_json(field: FieldView) -> JsonObject:
    """Return a field as the API shows it."""
    return {
        "key": field.key,
        "kind": field.kind,
        "label": field.label,
        "hint": field.hint,
        "choices": [choice.to_json() for choice in field.choices],
        "is_required": field.is_required,
        "position": field.position,
        "group": field.group,
        "kinds": list(field.kinds),
        "rules": field.rules.to_json(),
    }


def group_json(group: GroupView) -> JsonObject:
    """Return a heading as the API shows it."""
    return {"key": group.key, "label": group.label, "position": group.position}


def read_fields(core: Core, caller: Caller) -> list[FieldView]:
    """Return the fields to anybody who may see assets."""
    require_somewhere(caller, Action.SEE_APPROVED)
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
    """Return one field; those who may edit it learn how many assets hold a value."""
    told = field_json(await _known(call))
    if may(call.caller, Action.EDIT_FIELDS):
        told["assets"] = await call.run(count_values, call.path("key"))
    return json_answer(told)


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


async def order(call: Call) -> Response:
    """Put the fields in an order; those left out follow."""
    body = await call.json()
    keys = body["keys"]
    assert isinstance(keys, list)
    ordered = await call.run(order_fields, keys)
    return short_list_answer(call, [field_json(field) for field in ordered])


def read_groups(core: Core, caller: Caller) -> list[GroupView]:
    """Return the headings to anybody who may see assets."""
    require_somewhere(caller, Action.SEE_APPROVED)
    with core.db.read() as session:
        return list_groups(session)


async def list_all_groups(call: Call) -> Response:
    """Return the headings over fields in their order."""
    return short_list_answer(call, [group_json(group) for group in await call.run(read_groups)])


async def put_group(call: Call) -> Response:
    """Make a heading over fields, or change it."""
    body = await call.json()
    saved = await call.run(save_group, call.path("key"), **body)  # type: ignore[arg-type]
    return json_answer(group_json(saved))


async def drop_group(call: Call) -> Response:
    """Remove a heading; its fields stand outside every group."""
    await call.run(delete_group, call.path("key"))
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
    Operation(
        "PUT",
        "/field-order",
        order,
        "Fields",
        "Put fields in an order",
        {200: page_of("Field")},
        body=ORDER,
        query=SHORT_LIST,
        problems=(400, 403, 404),
    ),
    Operation(
        "GET",
        "/field-groups",
        list_all_groups,
        "Fields",
        "List groups of fields",
        {200: page_of("FieldGroup")},
        query=SHORT_LIST,
    ),
    Operation(
        "PUT",
        "/field-groups/{key}",
        put_group,
        "Fields",
        "Make or change a group of fields",
        {200: ref("FieldGroup")},
        body=GROUP,
        problems=(400, 403),
    ),
    Operation(
        "DELETE",
        "/field-groups/{key}",
        drop_group,
        "Fields",
        "Remove a group of fields",
        {204: None},
        problems=(403, 404),
    ),
)
