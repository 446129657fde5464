"""Whatever is sent, the answer is never a 5xx: every operation, every parameter, every field, odd values."""

import re
from collections.abc import Iterator, Sequence
from itertools import count, product
from typing import Any
from urllib.parse import quote

import httpx

from delivery.api.components import COMPONENTS
from delivery.api.operation import Operation
from delivery.api.routes import OPERATIONS
from delivery.api.schemas import Schema
from tests.delivery.api.client import Client
from tests.delivery.api.pictures import png
from tests.scale import LONG

ODD_WORDS = [
    "0",
    "-1",
    "../../etc/passwd",
    "%",
    "é" * 300,
    "🌸",
    "a\x00b",
    "' OR 1=1 --",
    "\u202e",
    "x" * 5000,
    " ",
    "null",
]
ODD_VALUES: list[Any] = [
    None,
    True,
    -1,
    2**63,
    1.5,
    "",
    "\x00",
    "x" * 3000,
    "🌸",
    [],
    [None],
    [[]],
    {},
    {"a": {}},
    {"": 1},
]

ODD_HEADERS = (
    b"\xff\xfe",
    b"",
    b"a, b",
    b'"',
    b"bytes=9-1",
    b"Bearer \xe9",
    b"x" * 3000,
    b"vitrine=\xff",
    b"W/",
)

JSON_TYPES = ("application/json", "application/merge-patch+json")


def _share(odds: list[Any], turn: int) -> list[Any]:
    """Return what is tried at one place: a third, another one at the next place; everything everywhere in the long run."""
    return odds[turn % 3 :: 3] if not LONG else odds


def _paths(operation: Operation, asset_id: str, odds: Sequence[str]) -> Iterator[str]:
    names = re.findall(r"{\w+}", operation.path)
    if not names:
        yield operation.path
    for odd in odds if names else ():
        yield re.sub(r"{\w+}", quote(odd, safe=""), operation.path)
    if names:
        yield re.sub(r"{\w+}", "1", operation.path.replace("{asset_id}", asset_id))


def _bodies(schema: Schema, turns: Iterator[int]) -> Iterator[Any]:
    schema = COMPONENTS[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    yield from ODD_VALUES
    choices = schema.get("oneOf", [schema])
    for choice in choices:
        properties = choice.get("properties", {})
        right = {name: _right(each) for name, each in properties.items()}
        yield right
        for name in properties:
            for odd in _share(ODD_VALUES, next(turns)):
                yield {**right, name: odd}


def _right(schema: Schema) -> Any:
    kinds = schema.get("type")
    kind = (
        kinds if isinstance(kinds, str) else next((each for each in kinds or [] if each != "null"), "string")
    )
    if "enum" in schema:
        return schema["enum"][0]
    return {
        "string": "odd",
        "integer": 1,
        "number": 0.5,
        "boolean": True,
        "array": [],
        "object": {},
        "null": None,
    }[kind]


def _refuse_broken(response: httpx.Response, *sent: object) -> None:
    assert response.status_code < 500, (response.request.method, response.request.url, sent, response.text)


def test_odd_addresses(admin: Client) -> None:
    asset_id, turns = admin.add(png(1))["id"], count()
    for operation in OPERATIONS:
        content = b"{}" if operation.body is not None else None
        for path in _paths(operation, asset_id, _share(ODD_WORDS, next(turns))):
            _refuse_broken(admin.request(operation.method, path, content=content))
        for parameter in operation.query:
            for odd in _share(ODD_WORDS, next(turns)):
                path = operation.path.replace("{asset_id}", asset_id)
                _refuse_broken(admin.get(path, params={parameter.name: odd}))


def test_odd_bodies(admin: Client) -> None:
    asset_id, turns = admin.add(png(2))["id"], count()
    for operation in OPERATIONS:
        if operation.body is None or operation.body_type not in JSON_TYPES:
            continue
        known = operation.path.format_map(Known(asset_id=asset_id, channel="web", preset="card"))
        for body in _bodies(operation.body, turns):
            _refuse_broken(admin.request(operation.method, known, json=body), body)


class Known(dict[str, str]):
    """Parts of addresses that exist; any other is `odd`."""

    def __missing__(self, _name: str) -> str:
        return "odd"


def test_odd_form_fields(admin: Client) -> None:
    for name in ("title", "description", "tags", "collection", "fields", "status"):
        for odd in [*ODD_WORDS, "{", "[1]", '{"a": 1}', "\ud800"]:
            content = odd.encode("utf-8", "surrogatepass")
            _refuse_broken(
                admin.post("/assets", files={"file": ("a.png", png(3)), name: (None, content)}), odd
            )


def test_odd_headers(admin: Client) -> None:
    asset_id = admin.add(png(4))["id"]
    headers = ("Authorization", "If-Match", "If-None-Match", "Accept", "Cookie", "Range", "X-CSRF-Token")
    for header, odd in product(headers, ODD_HEADERS):
        sent = {b"authorization": admin.headers["authorization"].encode(), header.lower().encode(): odd}
        for path in ("", "/original"):
            _refuse_broken(admin.get(f"/assets/{asset_id}{path}", headers=sent), odd)
        _refuse_broken(admin.patch(f"/assets/{asset_id}", headers=sent, json={"title": "x"}), odd)
