"""Every operation and page as a request that is well formed as small as it may be."""

import re
from collections.abc import Mapping
from typing import Any

import httpx

from delivery.api.components import COMPONENTS
from delivery.api.operation import Operation
from delivery.api.schemas import Schema

NOWHERE = "0" * 16
"""An id of the right shape that nothing has."""

_NUMBERS = ("number", "other", "revision")


BODIES: Mapping[str, Any] = {
    "PATCH /assets/{asset_id}": {"title": "x"},
    "POST /assets/{asset_id}/signed-urls": {"channel": "admin", "preset": "thumb"},
    "POST /assets/{asset_id}/merge": {"other": "{other_id}"},
    "POST /quarantine": {"assets": ["{asset_id}"]},
    "POST /bulk-edits": {"change": {"title": "x"}, "assets": ["{asset_id}"]},
    "POST /bulk-edits/export": {"assets": ["{asset_id}"]},
    "PATCH /assets/{asset_id}/comments/{comment_id}": {"is_resolved": True},
    "POST /can-use": {"channel": "web", "asset_ids": ["{asset_id}"]},
    "PUT /channels/{channel}/presets/{preset}": {
        "fit": "cover",
        "formats": ["jpeg"],
        "width": 9,
        "height": 9,
    },
    "POST /channels/{channel}/presets/{preset}/preview": {
        "fit": "cover",
        "formats": ["jpeg"],
        "width": 9,
        "height": 9,
    },
    "POST /tags": {"tag": "x", "assets": ["{asset_id}"]},
    "POST /vocabularies/{key}/file": {"csv": "label:fr\nobjet\n"},
}
"""Bodies that say enough where the smallest is refused, or done with, before anybody is asked."""

QUERIES: Mapping[str, str] = {"GET /assets/{asset_id}/can-use": "?channel=web"}
"""What an address must say besides its path to make sense."""

UPLOADS = {
    "Tus-Resumable": "1.0.0",
    "Upload-Offset": "0",
    "Upload-Length": "1",
    "Content-Type": "application/offset+octet-stream",
    "X-HTTP-Method-Override": "PATCH",
}
"""What the protocol of uploads wants to be told before it looks any further."""


def minimal(schema: Schema) -> Any:
    """Return the least value that has a shape."""
    if "$ref" in schema:
        return minimal(COMPONENTS[schema["$ref"].rpartition("/")[2]])
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type", "string")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object":
        properties = schema.get("properties", {})
        return {name: minimal(properties[name]) for name in schema.get("required", ())}
    if kind == "array":
        return [minimal(schema.get("items", {}))] * schema.get("minItems", 0)
    if kind in ("integer", "number"):
        return schema.get("minimum", 1)
    return {"boolean": False, "null": None}.get(kind, "x" * max(1, schema.get("minLength", 1)))


def address(path: str, known: Mapping[str, str]) -> str:
    """Fill in a path what is known, and elsewhere what nobody has."""

    def fill(match: re.Match[str]) -> str:
        name = match[1].partition(":")[0]
        return known.get(name) or ("1" if name in _NUMBERS else {"locale": "fr"}.get(name, NOWHERE))

    return re.sub(r"{([^}]+)}", fill, path)


def filled(value: Any, known: Mapping[str, str]) -> Any:
    """Fill in a body what is known."""
    if isinstance(value, dict):
        return {name: filled(each, known) for name, each in value.items()}
    if isinstance(value, list):
        return [filled(each, known) for each in value]
    return address(value, known) if isinstance(value, str) else value


async def ask(
    client: httpx.AsyncClient, operation: Operation, headers: dict[str, str], known: Mapping[str, str]
) -> httpx.Response:
    """Send the operation as somebody, about what is known."""
    more: dict[str, Any] = {}
    name = f"{operation.method} {operation.path}"
    if operation.body is not None and operation.body_type.endswith("json"):
        more["json"] = filled(BODIES.get(name), known) or minimal(operation.body)
    if operation.path.startswith("/uploads"):
        headers = {**headers, **UPLOADS}
    url = f"/api/v1{address(operation.path, known)}{QUERIES.get(name, '')}"
    return await client.request(operation.method, url, headers=headers, **more)
