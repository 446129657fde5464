"""Bulk edits and spreadsheets over the API: planned, looked at, made, cancelled, undone."""

from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from dam.assets.bulk.asking import cancel_bulk_edit, make_bulk_edit, plan_bulk_edit, undo_bulk_edit
from dam.assets.bulk.limits import MOST_ASSETS
from dam.assets.bulk.read import get_bulk_edit, list_bulk_edits, list_bulk_items
from dam.assets.bulk.sheet_export import open_sheet, write_csv, write_workbook
from dam.assets.bulk.sheet_import import MOST_BYTES, import_sheet
from dam.assets.bulk.views import ITEM_STATES, BulkEditView, BulkItemView
from dam.errors import FieldError, Invalid
from dam.search.all_found import find_all_ids
from dam.search.upkeep.behind import count_behind
from delivery.api.answers import PRIVATE_HEADERS, json_answer, list_answer
from delivery.api.body import read_bytes
from delivery.api.bulk_schemas import NEW, SHEET
from delivery.api.find import QUERY, read_request
from delivery.api.operation import Call, Operation
from delivery.api.params import PAGING, Parameter
from delivery.api.schemas import page_of, ref
from delivery.api.views import JsonObject, when
from delivery.disposition import attachment

ONE = "/bulk-edits/{edit_id}"

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

FOUND = tuple(each for each in QUERY if each.name not in ("limit", "cursor", "facets"))
"""What narrows a search, as `GET /assets` knows it."""

ITEMS = (
    Parameter("state", "Only assets in this state.", "choice", ITEM_STATES, is_repeatable=True),
    *PAGING,
)


def edit_json(edit: BulkEditView) -> JsonObject:
    """Return a bulk edit."""
    return {
        "id": edit.id,
        "kind": edit.kind,
        "state": edit.state,
        "change": edit.change,
        "problems": edit.problems,
        "total": edit.total,
        "done": edit.done,
        "counts": edit.counts,
        "by": {"id": edit.caller_id, "name": edit.caller_name},
        "created_at": when(edit.created_at),
        "finished_at": when(edit.finished_at),
        "undo_until": when(edit.undo_until),
        "undone_at": when(edit.undone_at),
        "undone_by": edit.undone_by,
    }


def item_json(item: BulkItemView) -> JsonObject:
    """Return what becomes of one asset."""
    return {
        "asset_id": item.asset_id,
        "row": item.row,
        "state": item.state,
        "before": item.before,
        "after": item.after,
        "reason": item.reason,
        "problems": item.problems,
    }


async def plan(call: Call) -> Response:
    """Plan one change for many assets; nothing is written before it is made."""
    body = await call.json()
    ids = await _asset_ids(call, body)
    return _planned(call, await call.run(plan_bulk_edit, body["change"], ids))


async def take_in(call: Call) -> Response:
    """Plan what a spreadsheet asks for: CSV or a workbook, as it was exported and edited."""
    content = await read_bytes(call.request, MOST_BYTES)

    def work() -> BulkEditView:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "sheet"
            path.write_bytes(content)
            name = call.query.text("filename") or "sheet"
            return import_sheet(call.house.core, call.caller, path, name)

    return _planned(call, await run_in_threadpool(work))


async def export(call: Call) -> Response:
    """Send assets as a spreadsheet: the ones named, or everything that is found."""
    body = await call.json()
    sheet = await call.run(open_sheet, await _asset_ids(call, body))
    if body.get("format") == "xlsx":
        content = await run_in_threadpool(write_workbook, sheet)
        headers = {**PRIVATE_HEADERS, "Content-Disposition": attachment("assets.xlsx")}
        return Response(content, 200, headers, XLSX)
    separator = str(body.get("separator") or ",")
    headers = {**PRIVATE_HEADERS, "Content-Disposition": attachment("assets.csv")}
    return StreamingResponse(write_csv(sheet, separator), 200, headers, "text/csv; charset=utf-8")


async def list_all(call: Call) -> Response:
    """Return one's own bulk edits, or for managers everybody's, the newest first."""
    page = await call.run(list_bulk_edits, limit=call.query.limit, cursor=call.query.cursor)
    return list_answer([edit_json(each) for each in page.items], page.total, page.next)


async def read(call: Call) -> Response:
    """Return one bulk edit: how far it is, what became of how many, and how many the search does not know as they are."""
    edit = await call.run(get_bulk_edit, call.path("edit_id"))
    behind = await call.run(count_behind, edit.id)
    return json_answer({**edit_json(edit), "waiting_for_search": behind})


async def items(call: Call) -> Response:
    """Return the assets of a bulk edit with what changes of each, or why nothing does."""
    query = call.query
    page = await call.run(
        list_bulk_items,
        call.path("edit_id"),
        states=query.texts("state"),
        limit=query.limit,
        cursor=query.cursor,
    )
    return list_answer([item_json(each) for each in page.items], page.total, page.next)


async def make(call: Call) -> Response:
    """Make what was planned, in the background; each value of a sheet that somebody changed meanwhile stays theirs."""
    return json_answer(edit_json(await call.run(make_bulk_edit, call.path("edit_id"))), 202)


async def cancel(call: Call) -> Response:
    """Stop a bulk edit after the step that is being written."""
    return json_answer(edit_json(await call.run(cancel_bulk_edit, call.path("edit_id"))))


async def undo(call: Call) -> Response:
    """Put back what a bulk edit changed and nobody changed since, in the background."""
    return json_answer(edit_json(await call.run(undo_bulk_edit, call.path("edit_id"))), 202)


def _planned(call: Call, edit: BulkEditView) -> Response:
    location = f"{call.house.settings.base_url}/api/v1/bulk-edits/{edit.id}"
    return json_answer(edit_json(edit), 201, headers={"Location": location})


async def _asset_ids(call: Call, body: dict[str, object]) -> list[str]:
    named, is_all = body.get("assets"), body.get("all_found") is True
    if is_all == (named is not None):
        sentence = "Name the assets, or say all_found: true for everything that the query parameters find."
        raise Invalid(sentence, [FieldError("assets", sentence)])
    if isinstance(named, list):
        return [str(one) for one in named]
    house, request = call.house, read_request(call.query)
    return await run_in_threadpool(find_all_ids, house.core, house.index, call.caller, request, MOST_ASSETS)


OPERATIONS = (
    Operation(
        "POST",
        "/bulk-edits",
        plan,
        "Bulk edits",
        "Plan one change for many assets",
        {201: ref("BulkEdit")},
        query=FOUND,
        body=NEW,
        problems=(400, 403, 503),
    ),
    Operation(
        "GET",
        "/bulk-edits",
        list_all,
        "Bulk edits",
        "List bulk edits, the newest first",
        {200: page_of("BulkEdit")},
        query=PAGING,
        problems=(400, 403),
    ),
    Operation(
        "POST",
        "/bulk-edits/sheet",
        take_in,
        "Bulk edits",
        "Plan the changes of a spreadsheet (.csv or .xlsx)",
        {201: ref("BulkEdit")},
        query=(Parameter("filename", "What the file is called, for the list."),),
        body={"type": "string", "contentMediaType": "text/csv"},
        body_type="application/octet-stream",
        problems=(400, 403, 413),
    ),
    Operation(
        "POST",
        "/bulk-edits/export",
        export,
        "Bulk edits",
        "Send assets as a spreadsheet, to be edited and sent back",
        {200: {"type": "string"}},
        query=FOUND,
        body=SHEET,
        answer_type="text/csv",
        problems=(400, 403, 503),
    ),
    Operation("GET", ONE, read, "Bulk edits", "Read a bulk edit", {200: ref("BulkEdit")}, problems=(404,)),
    Operation(
        "GET",
        f"{ONE}/items",
        items,
        "Bulk edits",
        "List what becomes of each asset",
        {200: page_of("BulkItem")},
        query=ITEMS,
        problems=(400, 404),
    ),
    *(
        Operation(
            "POST",
            f"{ONE}/{verb}",
            handler,
            "Bulk edits",
            summary,
            {status: ref("BulkEdit")},
            problems=(403, 404, 409),
        )
        for verb, handler, summary, status in (
            ("make", make, "Make a planned bulk edit", 202),
            ("cancel", cancel, "Cancel a bulk edit", 200),
            ("undo", undo, "Undo a bulk edit", 202),
        )
    ),
)
