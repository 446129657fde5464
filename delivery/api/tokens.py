"""Tokens over the API: keys for machines, shown once."""

from starlette.responses import Response

from dam.accounts.models import Token
from dam.accounts.policy import SCOPES
from dam.accounts.tokens import create_token, list_tokens, rename_token, revoke_token
from dam.errors import FieldError, Invalid
from delivery.api.answers import empty_answer, json_answer
from delivery.api.operation import Call, Operation
from delivery.api.params import SHORT_LIST, read_moment
from delivery.api.schemas import MAYBE_MOMENT, MAYBE_TEXT, ROLE, SHORT_TEXT, many, page_of, ref, some_of
from delivery.api.short_lists import short_list_answer
from delivery.api.views import JsonObject, when

NEW = some_of(
    {
        "name": SHORT_TEXT,
        "role": ROLE,
        "expires_at": MAYBE_MOMENT,
        "scopes": many({"type": "string", "enum": list(SCOPES)}),
        "brand_id": MAYBE_TEXT,
    },
    required=("name", "role"),
)

RENAME = some_of({"name": SHORT_TEXT}, required=("name",))


def token_json(token: Token) -> JsonObject:
    """Return a token without its secret."""
    return {
        "id": token.id,
        "name": token.name,
        "role": token.role,
        "scopes": token.scopes,
        "brand_id": token.brand_id,
        "prefix": token.prefix,
        "created_at": when(token.created_at),
        "expires_at": when(token.expires_at),
        "last_used_at": when(token.last_used_at),
    }


async def list_all(call: Call) -> Response:
    """Return the tokens: all of them for an admin, one's own for the others."""
    return short_list_answer(call, [token_json(token) for token in await call.run(list_tokens)])


async def create(call: Call) -> Response:
    """Make a token; `token` in the answer is its secret and never shown again."""
    body = await call.json()
    expires_at = body.get("expires_at")
    try:
        moment = read_moment(expires_at, ends_day=True) if isinstance(expires_at, str) else None
    except ValueError as error:
        raise Invalid(f"expires_at: {error}", [FieldError("expires_at", str(error))]) from error
    scopes, brand_id = body.get("scopes"), body.get("brand_id")
    token, secret = await call.run(
        create_token,
        name=str(body["name"]),
        role=str(body["role"]),
        expires_at=moment,
        scopes=[str(scope) for scope in scopes] if isinstance(scopes, list) else (),
        brand_id=brand_id if isinstance(brand_id, str) and brand_id else None,
    )
    return json_answer({**token_json(token), "token": secret}, 201)


async def rename(call: Call) -> Response:
    """Give a token another name."""
    body = await call.json()
    return json_answer(token_json(await call.run(rename_token, call.path("token_id"), str(body["name"]))))


async def revoke(call: Call) -> Response:
    """Make a token useless at once."""
    await call.run(revoke_token, call.path("token_id"))
    return empty_answer()


OPERATIONS = (
    Operation(
        "GET",
        "/tokens",
        list_all,
        "Tokens",
        "List tokens",
        {200: page_of("Token")},
        query=SHORT_LIST,
        problems=(403,),
    ),
    Operation(
        "POST",
        "/tokens",
        create,
        "Tokens",
        "Make a token; its secret is shown this once",
        {201: ref("Token")},
        body=NEW,
        problems=(400, 403, 404),
    ),
    Operation(
        "PATCH",
        "/tokens/{token_id}",
        rename,
        "Tokens",
        "Rename a token",
        {200: ref("Token")},
        body=RENAME,
        problems=(400, 403, 404),
    ),
    Operation(
        "DELETE", "/tokens/{token_id}", revoke, "Tokens", "Revoke a token", {204: None}, problems=(403, 404)
    ),
)
