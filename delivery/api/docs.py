"""The description of the API, for machines and on a page for people."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import Response

from delivery.api.answers import json_answer
from delivery.api.openapi import INTRODUCTION, describe
from delivery.api.operation import Call, Operation
from delivery.api.problems import ALL_KINDS

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def operations(documented: Sequence[Operation]) -> tuple[Operation, ...]:
    """Return the operation that gives the OpenAPI document of the others."""

    async def read(call: Call) -> Response:
        """Return this description."""
        return json_answer(
            describe(documented, call.house.settings.base_url),
            headers={"Cache-Control": "public, max-age=300"},
        )

    return (
        Operation(
            "GET",
            "/openapi.json",
            read,
            "Description",
            "Read the OpenAPI document",
            {200: {"type": "object"}},
            is_public=True,
        ),
    )


def page(documented: Sequence[Operation]) -> Operation:
    """Return the operation that draws the page for people."""

    async def draw(call: Call) -> Response:
        """Draw the description as a page."""
        described = describe(documented, call.house.settings.base_url)
        html = _TEMPLATES.get_template("docs.html").render(
            introduction=INTRODUCTION,
            server=described["servers"][0]["url"],
            groups=_grouped(described),
            schemas={name: _pretty(schema) for name, schema in described["components"]["schemas"].items()},
            problems=sorted(ALL_KINDS, key=lambda kind: (kind.status, kind.name)),
        )
        headers = {
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
            "Cache-Control": "public, max-age=300",
            "X-Content-Type-Options": "nosniff",
        }
        return Response(html, headers=headers, media_type="text/html; charset=utf-8")

    return Operation("GET", "/docs", draw, "Description", "Read this page", {200: None}, is_public=True)


def _grouped(described: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            shown = {**operation, "path": path, "method": method.upper(), "body": _body(operation)}
            groups.setdefault(operation["tags"][0], []).append(shown)
    return groups


def _body(operation: dict[str, Any]) -> tuple[str, str] | None:
    content: dict[str, Any] = operation.get("requestBody", {}).get("content", {})
    return next(((kind, _pretty(each["schema"])) for kind, each in content.items()), None)


def _pretty(value: object) -> str:
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
