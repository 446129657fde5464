"""What one was told, and how one wants to be told."""

from dataclasses import dataclass
from datetime import datetime

from starlette.responses import Response

from admin_ui.language import CATALOGUES
from admin_ui.render import render
from admin_ui.visit import Visit, safe_path
from dam.notices.choices import Choice, choose, list_choices
from dam.notices.kinds import KINDS, WISHES
from dam.notices.read import NoticeView, list_notices, mark_read
from dam.notices.words import sentence_of


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One notice as the page shows it."""

    id: str
    sentence: str
    url: str
    at: datetime
    is_read: bool


def notices_page(visit: Visit) -> Response:
    """Show the newest notices, and the choices below."""
    page = list_notices(
        visit.core, visit.caller, limit=50, cursor=visit.request.query_params.get("cursor") or None
    )
    values = {
        "lines": [_line(visit, notice) for notice in page.items],
        "total": page.total,
        "next": page.next,
        "choices": list_choices(visit.core, visit.caller),
        "kind_words": {name: visit.say(kind.name) for name, kind in KINDS.items()},
        "wishes": WISHES,
        "has_mail": bool(visit.house.settings.smtp_url),
    }
    return render(visit, "notices.html", values)


def _line(visit: Visit, notice: NoticeView) -> NoticeLine:
    sentence = sentence_of(CATALOGUES[visit.locale], notice.kind, notice.by, notice.values)
    return NoticeLine(
        notice.id, sentence, safe_path(notice.url), notice.at, is_read=notice.read_at is not None
    )


def open_form(visit: Visit) -> Response:
    """Mark one as read and go where it leads; without one, mark them all."""
    notice_id = visit.text("notice")
    mark_read(visit.core, visit.caller, (notice_id,) if notice_id else None)
    return visit.go(safe_path(visit.text("to")) or "/notices")


def choices_form(visit: Visit) -> Response:
    """Keep how one wants to be told of each kind."""
    wanted = {
        kind: Choice(
            kind,
            is_shown=bool(visit.text(f"shown_{kind}")),
            mail=next((wish for wish in WISHES if wish == visit.text(f"mail_{kind}")), "never"),
        )
        for kind in KINDS
    }
    choose(visit.core, visit.caller, wanted)
    return visit.go("/notices#choices", visit.say("Your choices are kept."))
