"""How the things that the audit trail speaks of are shown: in words, by their title, with where they are to be found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from admin_ui.visit import Visit
from dam.accounts.models import AuditEntry
from dam.accounts.trail.subjects import Subject

_PLACES: dict[str, str] = {
    "asset": "/assets/{id}",
    "brand": "/admin/brands/{id}",
    "bulk_edit": "/bulk/{id}",
    "channel": "/channels#channel-{id}",
    "collection": "/collections/{id}",
    "comparison": "/insights/comparisons/{id}",
    "consent": "/consents/{id}",
    "field": "/admin/fields/{id}",
    "group": "/admin/groups/{id}",
    "link": "/links/{id}",
    "person": "/people/{id}",
    "portal": "/portals/{id}",
    "share": "/shares/{id}",
    "term": "/admin/terms/{id}",
    "vocabulary": "/admin/vocabulary/{id}",
    "webhook": "/webhooks/{id}",
}
"""Where things of a kind have a page of their own; `id` is the whole one."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One line and what it is about: `url` is "" for what is gone or has no page."""

    entry: AuditEntry
    kind: str
    title: str
    url: str


def shown_lines(
    visit: Visit, lines: Sequence[AuditEntry], subjects: Mapping[tuple[str, str], Subject]
) -> list[Shown]:
    """Return the lines with their things in words; what is gone keeps the beginning of its id."""
    return [_shown(visit, line, subjects.get((line.subject_kind, line.subject_id))) for line in lines]


def _shown(visit: Visit, line: AuditEntry, subject: Subject | None) -> Shown:
    kind = visit.speech.label("subject_kind", line.subject_kind)
    place = _PLACES.get(line.subject_kind, "")
    if subject is None:
        return Shown(line, kind, line.subject_id[:12], "")
    return Shown(line, kind, subject.title or line.subject_id[:12], place.format(id=subject.id))
