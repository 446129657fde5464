"""Logs of other servers that were imported, over the API."""

from starlette.responses import Response

from dam.engagement.foreign.imports import ImportedLog, list_imports
from delivery.api.answers import list_answer
from delivery.api.operation import Call, Operation
from delivery.api.params import PAGING
from delivery.api.schemas import page_of
from delivery.api.views import JsonObject, when


def import_json(imported: ImportedLog) -> JsonObject:
    """Return one log."""
    return {
        "id": imported.id,
        "name": imported.name,
        "edge": imported.edge,
        "format": imported.format,
        "lines": imported.lines,
        "accepted": imported.accepted,
        "dropped": imported.dropped,
        "imported_at": when(imported.imported_at),
    }


async def list_all(call: Call) -> Response:
    """Return imported logs, the latest first."""
    page = await call.run(list_imports, limit=call.query.limit, cursor=call.query.cursor)
    return list_answer([import_json(each) for each in page.items], page.total, page.next)


OPERATIONS = (
    Operation(
        "GET",
        "/log-imports",
        list_all,
        "Engagement",
        "List the logs of other servers that were imported, the latest first",
        {200: page_of("ImportedLog")},
        query=PAGING,
        problems=(400, 403),
    ),
)
