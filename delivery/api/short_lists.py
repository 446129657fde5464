"""Lists that are short by nature, whole or in pages."""

from starlette.responses import Response

from dam.paging import read_cursor, write_cursor
from delivery.api.answers import list_answer
from delivery.api.operation import Call
from delivery.api.views import JsonObject


def short_list_answer(call: Call, items: list[JsonObject]) -> Response:
    """Answer with the page that was asked for, or with everything."""
    start = max(0, int(read_cursor(call.query.cursor, [int])[0])) if call.query.cursor else 0
    end = start + call.query.number("limit", len(items))
    return list_answer(items[start:end], len(items), write_cursor([end]) if end < len(items) else None)
