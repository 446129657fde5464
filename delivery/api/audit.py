"""The audit trail over the API, and who saw what."""

from collections.abc import Mapping

from starlette.responses import Response

from dam.accounts.models import AuditEntry
from dam.accounts.seen.read import SeenFilter, SeenLine, list_seen
from dam.accounts.trail.read import AuditFilter, list_audit, name_subjects
from dam.accounts.trail.subjects import Subject
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

SEEN_QUERY = (
    Parameter("asset", "Only who saw this asset."),
    Parameter("caller", "Only what this person or token saw."),
    Parameter("from", "Only since this moment.", "moment"),
    Parameter("to", "Only before this moment, or up to the end of this day.", "moment", ends_day=True),
    *PAGING,
)


def entry_json(entry: AuditEntry, title: str) -> JsonObject:
    """Return one line of the trail; `title` is what its subject is called today, "" when it is gone."""
    return {
        "at": when(entry.at),
        "caller": {"kind": entry.caller_kind, "id": entry.caller_id, "name": entry.caller_name},
        "action": entry.action,
        "subject": {"kind": entry.subject_kind, "id": entry.subject_id, "title": title},
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
    subjects = await call.run(name_subjects, page.items, call.caller.locale)
    items = [entry_json(entry, _title(subjects, entry)) for entry in page.items]
    return list_answer(items, page.total, page.next)


def _title(subjects: Mapping[tuple[str, str], Subject], entry: AuditEntry) -> str:
    subject = subjects.get((entry.subject_kind, entry.subject_id))
    return subject.title if subject else ""


def seen_json(line: SeenLine) -> JsonObject:
    """Return that somebody saw an asset."""
    return {
        "at": when(line.at),
        "caller": {"kind": line.caller_kind, "id": line.caller_id, "name": line.caller_name},
        "asset": {"id": line.asset_id, "title": line.title},
    }


async def list_sightings(call: Call) -> Response:
    """Return who opened which asset, one line a person, asset and day, newest first; forgotten after VITRINE_SEEN_DAYS."""
    query = call.query
    wanted = SeenFilter(
        asset_id=query.text("asset") or "",
        caller_id=query.text("caller") or "",
        since=query.moment("from"),
        until=query.moment("to"),
    )
    page = await call.run(list_seen, wanted, limit=query.limit, cursor=query.cursor)
    return list_answer([seen_json(line) for line in page.items], page.total, page.next)


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
    Operation(
        "GET",
        "/audit/seen",
        list_sightings,
        "Audit",
        "Read who saw which assets, newest first",
        {200: page_of("Sighting")},
        query=SEEN_QUERY,
        problems=(400, 403),
    ),
)
