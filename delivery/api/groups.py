"""Groups and grants over the API: who has which role where."""

from starlette.responses import Response

from dam.accounts.access.grants import NewGrant, grant_role, list_grants, revoke_grant
from dam.accounts.access.groups import (
    GroupView,
    add_member,
    change_group,
    create_group,
    delete_group,
    get_group,
    list_groups,
    remove_member,
)
from dam.accounts.access.models import GrantRow
from dam.errors import FieldError, Invalid
from delivery.api.access_schemas import GROUP_CHANGES, NEW_GRANT, NEW_GROUP
from delivery.api.answers import empty_answer, json_answer
from delivery.api.operation import Call, Operation
from delivery.api.params import SHORT_LIST, Parameter, read_moment
from delivery.api.schemas import page_of, ref
from delivery.api.short_lists import short_list_answer
from delivery.api.views import JsonObject, when


def group_json(group: GroupView) -> JsonObject:
    """Return a group with the ids of its people."""
    return {"id": group.id, "name": group.name, "claim": group.claim, "members": list(group.members)}


def grant_json(row: GrantRow) -> JsonObject:
    """Return a grant."""
    return {
        "id": row.id,
        "subject_kind": row.subject_kind,
        "subject_id": row.subject_id,
        "scope_kind": row.scope_kind,
        "scope_id": row.scope_id,
        "role": row.role,
        "expires_at": when(row.expires_at),
        "created_by": row.created_by_name,
        "created_at": when(row.created_at),
    }


async def list_all(call: Call) -> Response:
    """Return all groups."""
    return short_list_answer(call, [group_json(group) for group in await call.run(list_groups)])


async def create(call: Call) -> Response:
    """Make an empty group; `claim` is what the identity provider calls it."""
    body = await call.json()
    group = await call.run(create_group, name=str(body["name"]), claim=str(body.get("claim", "")))
    return json_answer(group_json(group), 201)


async def read(call: Call) -> Response:
    """Return one group."""
    return json_answer(group_json(await call.run(get_group, call.path("group_id"))))


async def change(call: Call) -> Response:
    """Rename a group, or change its claim."""
    body = await call.json()
    name, claim = (str(body[key]) if key in body else None for key in ("name", "claim"))
    group = await call.run(change_group, call.path("group_id"), name=name, claim=claim)
    return json_answer(group_json(group))


async def delete(call: Call) -> Response:
    """Remove a group and what was granted to it."""
    await call.run(delete_group, call.path("group_id"))
    return empty_answer()


async def add(call: Call) -> Response:
    """Put a person into a group."""
    group = await call.run(add_member, call.path("group_id"), call.path("person_id"))
    return json_answer(group_json(group))


async def remove(call: Call) -> Response:
    """Take a person out of a group."""
    group = await call.run(remove_member, call.path("group_id"), call.path("person_id"))
    return json_answer(group_json(group))


async def list_given(call: Call) -> Response:
    """Return grants, those that have expired included."""
    names = ("subject_id", "scope_kind", "scope_id")
    wanted = {name: call.query.text(name) or "" for name in names}
    rows = await call.run(list_grants, **wanted)
    return short_list_answer(call, [grant_json(row) for row in rows])


async def grant(call: Call) -> Response:
    """Give a role in the house, in a brand or over a collection; it replaces the one given there before."""
    body = await call.json()
    expires_at = body.get("expires_at")
    try:
        moment = read_moment(expires_at, ends_day=True) if isinstance(expires_at, str) else None
    except ValueError as error:
        raise Invalid(f"expires_at: {error}", [FieldError("expires_at", str(error))]) from error
    new = NewGrant(
        str(body["subject_kind"]),
        str(body["subject_id"]),
        str(body["scope_kind"]),
        str(body.get("scope_id", "")),
        str(body["role"]),
        moment,
    )
    return json_answer(grant_json(await call.run(grant_role, new)), 201)


async def revoke(call: Call) -> Response:
    """Take a role away; it ends with the next request."""
    await call.run(revoke_grant, call.path("grant_id"))
    return empty_answer()


_OF_ONE = "/groups/{group_id}"
_MEMBER = "/groups/{group_id}/members/{person_id}"

OPERATIONS = (
    Operation(
        "GET",
        "/groups",
        list_all,
        "Access",
        "List groups",
        {200: page_of("Group")},
        query=SHORT_LIST,
        problems=(403,),
    ),
    Operation(
        "POST",
        "/groups",
        create,
        "Access",
        "Make a group",
        {201: ref("Group")},
        body=NEW_GROUP,
        problems=(400, 403, 409),
    ),
    Operation("GET", _OF_ONE, read, "Access", "Read a group", {200: ref("Group")}, problems=(403, 404)),
    Operation(
        "PATCH",
        _OF_ONE,
        change,
        "Access",
        "Change a group",
        {200: ref("Group")},
        body=GROUP_CHANGES,
        problems=(400, 403, 404, 409),
    ),
    Operation("DELETE", _OF_ONE, delete, "Access", "Remove a group", {204: None}, problems=(403, 404)),
    Operation(
        "PUT",
        _MEMBER,
        add,
        "Access",
        "Put a person into a group",
        {200: ref("Group")},
        problems=(403, 404),
    ),
    Operation(
        "DELETE",
        _MEMBER,
        remove,
        "Access",
        "Take a person out of a group",
        {200: ref("Group")},
        problems=(403, 404),
    ),
    Operation(
        "GET",
        "/grants",
        list_given,
        "Access",
        "List who has which role where",
        {200: page_of("Grant")},
        query=(
            Parameter("subject_id", "Only those of this person or group."),
            Parameter("scope_kind", "Only those that hold here.", "choice", ("house", "brand", "collection")),
            Parameter("scope_id", "Only those in this brand or collection."),
            *SHORT_LIST,
        ),
        problems=(403,),
    ),
    Operation(
        "POST",
        "/grants",
        grant,
        "Access",
        "Give a role in the house, in a brand or over a collection",
        {201: ref("Grant")},
        body=NEW_GRANT,
        problems=(400, 403, 404),
    ),
    Operation(
        "DELETE", "/grants/{grant_id}", revoke, "Access", "Take a role away", {204: None}, problems=(403, 404)
    ),
)
