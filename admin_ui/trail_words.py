"""How the things that the audit trail speaks of are shown: in words, by their title, with where they are to be found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from admin_ui.labels.words import LABELS
from admin_ui.visit import Visit
from dam.accounts.models import AuditEntry
from dam.accounts.trail.subjects import Subject
from dam.search.language import fold

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

_WITH_STATUS = {"asset.added", "asset.restored", "asset.status_moved", "asset.trashed"}
"""Actions whose details hold statuses of an asset."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One line and what it is about, in words: `url` is "" for what is gone or has no page."""

    entry: AuditEntry
    deed: str
    kind: str
    title: str
    url: str
    details: str


def shown_lines(
    visit: Visit, lines: Sequence[AuditEntry], subjects: Mapping[tuple[str, str], Subject]
) -> list[Shown]:
    """Return the lines with their things in words; what is gone keeps the beginning of its id."""
    return [_shown(visit, line, subjects.get((line.subject_kind, line.subject_id))) for line in lines]


def deeds_in_words(visit: Visit, asked: str) -> list[tuple[str, str]]:
    """Return every action with its words, in the order of the words; one that is `asked` for and unknown is among them."""
    names = LABELS["deed"].keys() | {asked} - {""}
    return sorted(
        ((name, visit.speech.label("deed", name)) for name in names), key=lambda pair: fold(pair[1])
    )


def _shown(visit: Visit, line: AuditEntry, subject: Subject | None) -> Shown:
    said = visit.speech.label
    deed, kind = said("deed", line.action), said("subject_kind", line.subject_kind)
    place = _PLACES.get(line.subject_kind, "") if subject else ""
    identity = subject.id if subject else line.subject_id
    title = (subject.title if subject else "") or line.subject_id[:12]
    return Shown(line, deed, kind, title, place.format(id=identity), _details(visit, line))


def _details(visit: Visit, line: AuditEntry) -> str:
    """Return what is told beside an action, statuses in their words."""
    told = dict(line.details)
    if line.action in _WITH_STATUS:
        told |= {
            name: visit.speech.label("status", str(told[name]))
            for name in ("status", "from", "to")
            if name in told
        }
    return written_out(visit, told)


def written_out(visit: Visit, value: object) -> str:
    """Return details as people read them: `Was: 3 · Is now: 4`, lists with commas, nothing as a dash."""
    match value:
        case dict():
            told = ((visit.speech.label("told_of_deed", name), each) for name, each in value.items())
            return " · ".join(
                visit.say("%(name)s: %(value)s", name=words, value=written_out(visit, each))
                for words, each in told
            )
        case list():
            return ", ".join(written_out(visit, each) for each in value) or "—"
        case None | "":
            return "—"
        case _:
            return str(value)
