"""People over the API, for admins."""

from starlette.responses import Response

from dam.accounts.models import Person
from dam.accounts.people import add_person, change_person, get_person, list_people
from delivery.api.access_schemas import MAYBE_ROLE
from delivery.api.answers import json_answer
from delivery.api.operation import Call, Operation
from delivery.api.params import SHORT_LIST
from delivery.api.schemas import FLAG, SHORT_TEXT, TEXT, page_of, ref, some_of
from delivery.api.short_lists import short_list_answer
from delivery.api.views import JsonObject, when

LOCALE = {"type": "string", "enum": ["fr", "en"]}
NEW = some_of(
    {"email": TEXT, "name": SHORT_TEXT, "role": MAYBE_ROLE, "password": TEXT, "locale": LOCALE},
    required=("email", "name", "role", "password"),
)
CHANGES = some_of(
    {
        "name": SHORT_TEXT,
        "role": MAYBE_ROLE,
        "password": TEXT,
        "locale": LOCALE,
        "is_active": FLAG,
        "may_use_password": FLAG,
    }
)


def person_json(person: Person) -> JsonObject:
    """Return somebody as the API shows them."""
    return {
        "id": person.id,
        "email": person.email,
        "name": person.name,
        "role": person.role or None,
        "locale": person.locale,
        "is_active": person.is_active,
        "may_use_password": person.may_use_password,
        "created_at": when(person.created_at),
        "last_seen_at": when(person.last_seen_at),
    }


async def list_all(call: Call) -> Response:
    """Return everybody."""
    return short_list_answer(call, [person_json(person) for person in await call.run(list_people)])


async def add(call: Call) -> Response:
    """Add somebody who may sign in."""
    body = await call.json()
    person = await call.run(
        add_person,
        email=str(body["email"]),
        name=str(body["name"]),
        role=_text(body, "role"),
        password=str(body["password"]),
        locale=str(body.get("locale", call.house.settings.locale)),
    )
    return json_answer(person_json(person), 201)


async def read(call: Call) -> Response:
    """Return one person."""
    return json_answer(person_json(await call.run(get_person, call.path("person_id"))))


async def change(call: Call) -> Response:
    """Change a person; a new password or a disabled account ends their sessions."""
    body = await call.json()
    role = "" if "role" in body and body["role"] is None else _text(body, "role")
    person = await call.run(
        change_person,
        call.path("person_id"),
        name=_text(body, "name"),
        role=role,
        locale=_text(body, "locale"),
        password=_text(body, "password"),
        is_active=_flag(body, "is_active"),
        may_use_password=_flag(body, "may_use_password"),
    )
    return json_answer(person_json(person))


async def disable(call: Call) -> Response:
    """Disable an account: what the person did stays in the trail, hence nobody is erased."""
    return json_answer(person_json(await call.run(change_person, call.path("person_id"), is_active=False)))


def _flag(body: JsonObject, name: str) -> bool | None:
    value = body.get(name)
    return value if isinstance(value, bool) else None


def _text(body: JsonObject, name: str) -> str | None:
    value = body.get(name)
    return value if isinstance(value, str) else None


OPERATIONS = (
    Operation(
        "GET",
        "/people",
        list_all,
        "People",
        "List people",
        {200: page_of("Person")},
        query=SHORT_LIST,
        problems=(403,),
    ),
    Operation(
        "POST",
        "/people",
        add,
        "People",
        "Add a person",
        {201: ref("Person")},
        body=NEW,
        problems=(400, 403, 409),
    ),
    Operation(
        "GET",
        "/people/{person_id}",
        read,
        "People",
        "Read a person",
        {200: ref("Person")},
        problems=(403, 404),
    ),
    Operation(
        "PATCH",
        "/people/{person_id}",
        change,
        "People",
        "Change a person",
        {200: ref("Person")},
        body=CHANGES,
        problems=(400, 403, 404, 409),
    ),
    Operation(
        "DELETE",
        "/people/{person_id}",
        disable,
        "People",
        "Disable an account",
        {200: ref("Person")},
        problems=(403, 404, 409),
    ),
)
