"""What an answer looks like on the wire: JSON that no cache keeps and no browser guesses at."""

import re
from collections.abc import Mapping

import msgspec
from starlette.responses import Response

PRIVATE_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
"""On every answer that may hold somebody's data."""


_WEIGHT = re.compile(r"(?:^|;)\s*q=([01](?:\.\d{0,3})?)\s*(?:;|$)")


def json_answer(
    value: object, status: int = 200, *, headers: Mapping[str, str] = {}, media_type: str = "application/json"
) -> Response:
    """Answer with a plain value as JSON."""
    return Response(
        msgspec.json.encode(value),
        status_code=status,
        headers={**PRIVATE_HEADERS, **headers},
        media_type=media_type,
    )


def empty_answer(status: int = 204, *, headers: Mapping[str, str] = {}) -> Response:
    """Answer without a body."""
    return Response(status_code=status, headers={**PRIVATE_HEADERS, **headers})


def list_answer(
    items: list[dict[str, object]], total: int | None = None, next_cursor: str | None = None
) -> Response:
    """Answer with a list as every list of the API looks: `items`, `total`, `next`."""
    return json_answer({"items": items, "total": len(items) if total is None else total, "next": next_cursor})


def csv_answer(text: str, name: str) -> Response:
    """Answer with a table, saved under a name; the same address answers others with JSON."""
    headers = {
        **PRIVATE_HEADERS,
        "Content-Disposition": f'attachment; filename="{name}.csv"',
        "Vary": "Accept",
    }
    return Response(text, headers=headers, media_type="text/csv; charset=utf-8")


def wants_csv(accept: str) -> bool:
    """Tell whether an `Accept` header wants CSV more than JSON, or names it first where it wants both alike (RFC 9110)."""
    weights: dict[str, float] = {}
    for each in accept.lower().split(","):
        kind, _, rest = each.partition(";")
        found = _WEIGHT.search(rest)
        weights.setdefault(kind.strip(), float(found[1]) if found else 1.0)
    csv, json = (weights.get(kind, 0.0) for kind in ("text/csv", "application/json"))
    named = [kind for kind in weights if kind in ("text/csv", "application/json")]
    return csv > json or (csv == json > 0 and named[0] == "text/csv")
