"""Lists that are short by nature, whole or in pages."""

from starlette.responses import Response

from dam.paging import cut_page
from delivery.api.answers import list_answer
from delivery.api.operation import Call
from delivery.api.views import JsonObject


def short_list_answer(call: Call, items: list[JsonObject]) -> Response:
    """Answer with the page that was asked for, or with everything."""
    page = cut_page(items, call.query.number("limit", len(items)), call.query.cursor)
    return list_answer(list(page.items), page.total, page.next)
