"""The audit trail: filtered, verified, taken away as CSV."""

from collections.abc import Callable
from datetime import date, datetime, tzinfo
from urllib.parse import urlencode

from starlette.responses import Response

from admin_ui.render import render
from admin_ui.trail_words import deeds_in_words, shown_lines
from admin_ui.visit import Visit
from dam.accounts.people import list_people
from dam.accounts.policy import Action, may
from dam.accounts.seen.read import verify_all
from dam.accounts.trail.export import HEADS, read_lines, row_of
from dam.accounts.trail.read import AuditFilter, list_audit, name_subjects
from dam.accounts.trail.verify import Verdict
from dam.assets.days import check_day, end_of_day, start_of_day
from dam.errors import FieldError, Invalid
from dam.language.csv_table import table

ASKED = ("action", "who", "subject", "from", "to")


def audit_page(visit: Visit) -> Response:
    """Show the newest lines that the filter lets through."""
    return _show(visit, None)


def verify_form(visit: Visit) -> Response:
    """Read the whole chain and say whether it holds."""
    return _show(visit, verify_all(visit.core, visit.caller))


def audit_csv(visit: Visit) -> Response:
    """Send every line that the filter lets through, with its hashes."""
    text = table(HEADS, map(row_of, read_lines(visit.core, visit.caller, _wanted(visit))))
    headers = {
        "Content-Disposition": 'attachment; filename="vitrine-audit.csv"',
        "Cache-Control": "private, no-store",
    }
    return Response("\ufeff" + text, media_type="text/csv", headers=headers)


def _show(visit: Visit, verdict: Verdict | None) -> Response:
    asked = _asked(visit)
    page = list_audit(
        visit.core, visit.caller, _wanted(visit), cursor=visit.request.query_params.get("cursor") or None
    )
    subjects = name_subjects(visit.core, visit.caller, page.items, visit.locale)
    filled = {name: text for name, text in asked.items() if text}
    knows_people = may(visit.caller, Action.MANAGE_PEOPLE)
    values = {
        "lines": shown_lines(visit, page.items, subjects),
        "total": page.total,
        "asked": asked,
        "deeds": deeds_in_words(visit, asked["action"]),
        "people": list_people(visit.core, visit.caller) if knows_people else [],
        "older": f"/admin/audit?{urlencode({**filled, 'cursor': page.next})}" if page.next else "",
        "csv": f"/admin/audit.csv?{urlencode(filled)}",
        "verdict": verdict,
    }
    return render(visit, "audit.html", values)


def _asked(visit: Visit) -> dict[str, str]:
    given = visit.request.query_params
    return {name: given.get(name, "").strip()[:100] for name in ASKED}


def _wanted(visit: Visit) -> AuditFilter:
    asked = _asked(visit)
    return AuditFilter(
        action=asked["action"],
        subject_id=asked["subject"],
        caller_id=asked["who"],
        since=edge_of(visit, "from", asked["from"], start_of_day),
        until=edge_of(visit, "to", asked["to"], end_of_day),
    )


def edge_of(visit: Visit, name: str, text: str, edge: Callable[[date, tzinfo], datetime]) -> datetime | None:
    """Return the beginning or the end of a local day that came as `name`; no day → None, a wrong one → `Invalid`."""
    errors: list[FieldError] = []
    day = check_day(errors, name, text)
    if errors:
        sentence = visit.say("A day looks like 2026-03-21.")
        raise Invalid(sentence, [FieldError(name, sentence)])
    return edge(day, visit.core.zone) if day else None
