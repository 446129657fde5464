"""Rows of tabs: the rooms of one asset, and those of the administration."""

from collections.abc import Callable
from dataclasses import dataclass

from admin_ui.visit import Visit
from dam.accounts.policy import Action, may


@dataclass(frozen=True, slots=True)
class Tab:
    """One room beside others; `count` is how many things are in it, 0 says nothing."""

    url: str
    words: str
    is_here: bool
    count: int = 0


def asset_tabs(visit: Visit, asset_id: str) -> list[Tab]:
    """Return the rooms of an asset that the visitor may open."""
    home, say = f"/assets/{asset_id}", visit.say
    rooms = [
        (home, say("Renditions"), Action.SEE_APPROVED),
        (f"{home}/rights", say("Rights"), Action.SEE_APPROVED),
        (f"{home}/discussion", say("Discussion"), Action.COMMENT),
        (f"{home}/versions", say("Versions"), Action.SEE_APPROVED),
        (f"{home}/insights", say("Usage"), Action.SEE_INSIGHTS),
        (f"{home}/uses", say("Where used"), Action.SEE_APPROVED),
        (f"{home}/similar", say("Similar"), Action.SEE_APPROVED),
    ]
    path = visit.request.url.path
    return [Tab(url, words, path == url) for url, words, action in rooms if visit.may(action)]


def admin_groups(visit: Visit) -> list[Tab]:
    """Return the groups of the administration's rooms; each leads to its first room that the visitor may open."""
    return [
        Tab(rooms[0].url, words, any(room.is_here for room in rooms)) for words, rooms in _admin_rooms(visit)
    ]


def admin_tabs(visit: Visit) -> list[Tab]:
    """Return the rooms of the group that the visitor is in; few enough for a phone."""
    return next(
        (rooms for _, rooms in _admin_rooms(visit) if any(room.is_here for room in rooms)),
        [],
    )


def _admin_rooms(visit: Visit) -> list[tuple[str, list[Tab]]]:
    say, path = visit.say, visit.request.url.path
    groups = [
        (
            say("Access"),
            [
                ("/people", say("People"), Action.MANAGE_PEOPLE),
                ("/admin/groups", say("Groups"), Action.MANAGE_PEOPLE),
                ("/admin/brands", say("Brands"), Action.MANAGE_PEOPLE),
            ],
        ),
        (
            say("Library"),
            [
                ("/admin/fields", say("Fields"), Action.EDIT_FIELDS),
                ("/admin/vocabulary", say("Vocabularies"), Action.EDIT_VOCABULARIES),
                ("/admin/mapping", say("Metadata in files"), Action.EDIT_FIELDS),
                ("/admin/search", say("Search"), Action.EDIT_SEARCH),
            ],
        ),
        (
            say("Control"),
            [
                ("/admin/workflow", say("Approval"), Action.EDIT_WORKFLOW),
                ("/admin/downloads", say("Downloads"), Action.SEE_ALL),
                ("/admin/audit", say("Audit trail"), Action.SEE_AUDIT),
                ("/admin/seen", say("Who saw what"), Action.SEE_AUDIT),
            ],
        ),
        (
            say("Systems"),
            [
                ("/tokens", say("Tokens"), Action.MAKE_TOKEN),
                ("/webhooks", say("Webhooks"), Action.MANAGE_WEBHOOKS),
            ],
        ),
    ]
    found = [
        (words, [Tab(url, room, path.startswith(url)) for url, room, action in rooms if visit.may(action)])
        for words, rooms in groups
    ]
    return [(words, rooms) for words, rooms in found if rooms]


def insight_tabs(visit: Visit, url_of: Callable[..., str]) -> list[Tab]:
    """Return the rooms of the insights; figures of one brand stand in those that know brands."""
    say, path = visit.say, visit.request.url.path
    is_of_house = may(visit.caller, Action.SEE_INSIGHTS)
    rooms = [
        ("/insights", say("Overview"), True),
        ("/insights/journey", say("Journey map"), True),
        ("/insights/sales", say("Sales"), is_of_house),
        ("/insights/feedback", say("Opinions"), True),
        ("/insights/comparisons", say("Comparisons"), is_of_house),
        ("/demand", say("Demand"), visit.may(Action.SEE_DEMAND)),
        ("/insights/counting", say("How it was counted"), is_of_house),
    ]
    return [
        Tab(
            "/demand" if url == "/demand" else url_of(url, asset=None),
            words,
            path == url or _is_inside(path, url),
        )
        for url, words, is_open in rooms
        if is_open
    ]


def _is_inside(path: str, url: str) -> bool:
    return url == "/insights/comparisons" and path.startswith(f"{url}/")


def review_tabs(visit: Visit) -> list[Tab]:
    """Return the two ends of reviews: what waits for the visitor, and what the visitor waits for."""
    say, path = visit.say, visit.request.url.path
    rooms = [
        ("/review", say("Waits for me"), Action.APPROVE),
        ("/review/sent", say("Sent by me"), Action.SUBMIT_FOR_REVIEW),
    ]
    return [Tab(url, words, path == url) for url, words, action in rooms if visit.may(action)]


def rights_tabs(visit: Visit) -> list[Tab]:
    """Return the rooms of rights and consents that the visitor may open."""
    say = visit.say
    rooms = [
        ("/rights", say("Rights that end"), Action.SEE_APPROVED),
        ("/consents", say("Consents"), Action.SEE_CONSENTS),
        ("/can-use", say("May I use it?"), Action.SEE_APPROVED),
    ]
    path = visit.request.url.path
    return [Tab(url, words, path.startswith(url)) for url, words, action in rooms if visit.may(action)]
