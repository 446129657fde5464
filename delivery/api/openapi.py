"""The description of the API for machines: OpenAPI 3.1, made from the same table that answers."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from delivery.api.components import COMPONENTS
from delivery.api.operation import Operation
from delivery.api.params import Parameter
from delivery.api.problems import PROBLEMS
from delivery.api.schemas import MOMENT, TEXT, Schema, ref

INTRODUCTION = (
    "Assets of the brand, their renditions per channel, search, delivery and engagement. Every request names its "
    "sender with the header Authorization: Bearer TOKEN. Errors are problem documents (RFC 9457) that name each "
    "wrong field. Lists hold items, total and next, the cursor of the next page. Times are RFC 3339 in UTC."
)


def describe(operations: Iterable[Operation], base_url: str) -> dict[str, Any]:
    """Return the OpenAPI document of these operations, as plain values."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        described = _operation(operation)
        paths.setdefault(operation.path, {})[operation.method.lower()] = described
    return {
        "openapi": "3.1.0",
        "info": {"title": "Vitrine", "version": "1", "description": INTRODUCTION},
        "servers": [{"url": f"{base_url}/api/v1"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": dict(COMPONENTS),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(operation: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": _name(operation),
        "tags": [operation.group],
        "summary": operation.summary,
        "description": (operation.handler.__doc__ or "").strip(),
        "parameters": [*_path_parameters(operation.path), *map(_query_parameter, operation.query)],
        "responses": {**_answers(operation), **_problems(operation)},
    }
    if operation.body is not None:
        described["requestBody"] = {
            "required": operation.path.split("/")[1] != "uploads",
            "content": {operation.body_type: {"schema": operation.body}},
        }
    if operation.is_public:
        described["security"] = []
    return described


def _answers(operation: Operation) -> dict[str, Any]:
    words = {
        200: "Done",
        201: "Made",
        202: "Taken in",
        204: "Done, nothing to say",
        206: "A part",
        304: "Unchanged",
    }
    answers: dict[str, Any] = {}
    for status, schema in operation.answers.items():
        answers[str(status)] = {"description": words.get(status, "As RFC 9110 says")}
        if schema is not None:
            answers[str(status)]["content"] = {operation.answer_type: {"schema": schema}}
            if operation.has_table:
                answers[str(status)]["content"]["text/csv"] = {"schema": {"type": "string"}}
    return answers


def _problems(operation: Operation) -> dict[str, Any]:
    statuses = {
        *operation.problems,
        *(() if operation.is_public else (401,)),
        *((400,) if operation.query else ()),
    }
    return {str(status): _problem(status) for status in sorted(statuses)}


def _problem(status: int) -> dict[str, Any]:
    titles = [kind.title for kind in PROBLEMS.values() if kind.status == status]
    return {
        "description": " / ".join(titles),
        "content": {"application/problem+json": {"schema": ref("Problem")}},
    }


def _path_parameters(path: str) -> list[dict[str, Any]]:
    names = re.findall(r"{(\w+)}", path)
    return [{"name": name, "in": "path", "required": True, "schema": TEXT} for name in names]


def _query_parameter(parameter: Parameter) -> dict[str, Any]:
    schema = _schema_of(parameter)
    if parameter.is_repeatable or parameter.is_family:
        schema = {"type": "array", "items": schema}
    name = f"{parameter.name}KEY" if parameter.is_family else parameter.name
    return {"name": name, "in": "query", "description": parameter.meaning, "schema": schema}


def _schema_of(parameter: Parameter) -> Schema:
    by_kind: Mapping[str, Schema] = {
        "number": {"type": "integer", "minimum": parameter.least, "maximum": parameter.most},
        "amount": {"type": "number", "minimum": 0},
        "flag": {"type": "integer", "enum": [0, 1]},
        "moment": {**MOMENT, "description": "RFC 3339, or YYYY-MM-DD"},
        "choice": {"type": "string", "enum": list(parameter.choices)},
    }
    return by_kind.get(parameter.kind, TEXT)


def _name(operation: Operation) -> str:
    words = [word for word in re.split(r"[/{}]+", operation.path) if word]
    return "_".join([operation.method.lower(), *words])
