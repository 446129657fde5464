"""Where one can go, as the rail and the bottom bar show it."""

from dataclasses import dataclass

from admin_ui.tabs import admin_groups
from admin_ui.visit import Visit
from dam.accounts.policy import Action
from dam.assets.review.queue import count_waiting


@dataclass(frozen=True, slots=True)
class Destination:
    """One entry; `count` is what waits there."""

    name: str
    url: str
    icon: str
    words: str
    is_here: bool
    count: int = 0


def navigation(visit: Visit) -> list[Destination]:
    """Return what the visitor may open, in the order of the rail."""
    say = visit.say
    entries = [
        ("library", "/", "images", say("Library"), Action.SEE_APPROVED),
        ("collections", "/collections", "folder-heart", say("Collections"), Action.SEE_APPROVED),
        _reviews(visit),
        ("channels", "/channels", "send", say("Channels & presets"), Action.SEE_APPROVED),
        ("rights", "/rights", "shield-check", say("Rights"), Action.SEE_APPROVED),
        ("shares", "/shares", "share-2", say("Shares"), Action.SHARE),
        ("links", "/links", "qr-code", say("Short links"), Action.SEE_APPROVED),
        ("insights", "/insights", "chart-line", say("Insights"), Action.SEE_INSIGHTS),
        ("bulk", "/bulk", "square-check-big", say("Bulk edits"), Action.EDIT_OWN),
        ("duplicates", "/duplicates", "copy", say("Duplicates"), Action.EDIT_OWN),
        ("unused", "/unused", "archive", say("Never used"), Action.SEE_INSIGHTS),
        ("trash", "/trash", "trash-2", say("Trash"), Action.TRASH_OWN),
    ]
    shown = [
        Destination(name, url, icon, words, _is_here(visit, url), _waiting(visit) if name == "review" else 0)
        for name, url, icon, words, action in entries
        if visit.may(action)
    ]
    groups = admin_groups(visit) if visit.may(Action.EDIT_ANY) else []
    if groups:
        is_here = any(group.is_here for group in groups)
        shown.append(Destination("admin", groups[0].url, "settings", say("Admin"), is_here))
    return shown


def _reviews(visit: Visit) -> tuple[str, str, str, str, Action]:
    """Return the queue for those who decide, and what they sent for those who wait."""
    if visit.may(Action.APPROVE):
        return "review", "/review", "badge-check", visit.say("Review queue"), Action.APPROVE
    return "sent", "/review/sent", "badge-check", visit.say("Sent to review"), Action.SUBMIT_FOR_REVIEW


def _is_here(visit: Visit, url: str) -> bool:
    path = visit.request.url.path
    if url == "/":
        return path == "/" or path.startswith(("/assets/", "/searches"))
    if url == "/insights":
        return path.startswith((url, "/admin/stages", "/demand"))
    if url == "/rights":
        return path.startswith((url, "/consents", "/can-use"))
    if url == "/shares":
        return path.startswith((url, "/portals"))
    return path.startswith(url)


def _waiting(visit: Visit) -> int:
    return count_waiting(visit.core, visit.caller)
