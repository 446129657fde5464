"""The audit trail over the API."""

from starlette.responses import Response

from dam.accounts.models import AuditEntry
from dam.accounts.trail.read import AuditFilter, list_audit
from delivery.api.answers import list_answer
from delivery.api.operation import Call, Operation
from delivery.api.params import PAGING, Parameter
from delivery.api.schemas import page_of
from delivery.api.views import JsonObject, when

QUERY = (
    Parameter("action", "Only this action, as asset.edited."),
    Parameter("subject_kind", "Only things of this kind, as asset."),
    Parameter("subject_id", "Only this thing."),
    Parameter("caller", "Only what this person or token did."),
    Parameter("from", "Only since this moment.", "moment"),
    Parameter("to", "Only before this moment, or up to the end of this day.", "moment", ends_day=True),
    *PAGING,
)


def entry_json(entry: AuditEntry) -> JsonObject:
    """Return one line of the trail."""
    return {
        "at": when(entry.at),
        "caller": {"kind": entry.caller_kind, "id": entry.caller_id, "name": entry.caller_name},
        "action": entry.action,
        "subject": {"kind": entry.subject_kind, "id": entry.subject_id},
        "details": entry.details,
    }


async def list_entries(call: Call) -> Response:
    """Return the trail, newest first."""
    query = call.query
    wanted = AuditFilter(
        action=query.text("action") or "",
        subject_kind=query.text("subject_kind") or "",
        subject_id=query.text("subject_id") or "",
        caller_id=query.text("caller") or "",
        since=query.moment("from"),
        until=query.moment("to"),
    )
    page = await call.run(list_audit, wanted, limit=query.limit, cursor=query.cursor)
    return list_answer([entry_json(entry) for entry in page.items], page.total, page.next)


OPERATIONS = (
    Operation(
        "GET",
        "/audit",
        list_entries,
        "Audit",
        "Read who did what, newest first",
        {200: page_of("AuditEntry")},
        query=QUERY,
        problems=(400, 403),
    ),
)
