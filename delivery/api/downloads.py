"""Downloads over the API: who took which original home, and what for."""

from starlette.responses import Response

from dam.assets.purposes import DownloadFilter, DownloadLine, list_taken
from dam.language.csv_table import table
from dam.paging import MAX_LIMIT
from delivery.api.answers import csv_answer, list_answer, wants_csv
from delivery.api.operation import Call, Operation
from delivery.api.params import PAGING, Parameter
from delivery.api.schemas import page_of
from delivery.api.views import JsonObject, when

COLUMNS = ("at", "asset_id", "title", "brand_id", "version", "caller_id", "caller_name", "via", "purpose")

QUERY = (
    Parameter("purpose", "Only those for this purpose."),
    Parameter("caller", "Only by this person or token."),
    Parameter("asset", "Only of this asset."),
    Parameter("brand", "Only of this brand."),
    Parameter("from", "Only since this moment.", "moment"),
    Parameter("to", "Only before this moment, or up to the end of this day.", "moment", ends_day=True),
    *PAGING,
)


def line_json(line: DownloadLine) -> JsonObject:
    """Return one download."""
    return {name: when(line.at) if name == "at" else getattr(line, name) for name in COLUMNS}


async def list_all(call: Call) -> Response:
    """Return who took which originals home and what for, the newest first; for managers, of what they manage.

    `Accept: text/csv` gives up to 200 of them as a table.
    """
    query = call.query
    wanted = DownloadFilter(
        query.text("purpose") or "",
        query.text("caller") or "",
        query.text("asset") or "",
        query.text("brand") or "",
        query.moment("from"),
        query.moment("to"),
    )
    is_table = wants_csv(call.request.headers.get("accept", ""))
    limit = query.number("limit", MAX_LIMIT) if is_table else query.limit
    page = await call.run(list_taken, wanted, limit=limit, cursor=query.cursor)
    if is_table:
        return csv_answer(table_of(page.items), "downloads")
    return list_answer([line_json(line) for line in page.items], page.total, page.next)


def table_of(lines: tuple[DownloadLine, ...]) -> str:
    """Return downloads as a table; no cell is a formula."""
    rows = (["" if value is None else value for value in line_json(line).values()] for line in lines)
    return table(COLUMNS, rows)


OPERATIONS = (
    Operation(
        "GET",
        "/downloads",
        list_all,
        "Audit",
        "Read who took which original home and what for (Accept: text/csv for a table)",
        {200: page_of("DownloadLine")},
        query=QUERY,
        has_table=True,
        problems=(400, 403),
    ),
)
