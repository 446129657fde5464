"""The smallest form that gets as far as the question who may send it."""

import re
from collections.abc import Mapping

from tests.admin_ui.houses import picture
from tests.admin_ui.permissions.things import PDF

Fields = Mapping[str, str]

BODIES: Mapping[str, Fields] = {
    "/selection": {"asset": "{asset_id}", "action": "tag", "tags": "x"},
    "/selection/download": {"asset": "{asset_id}"},
    "/bulk": {"asset": "{asset_id}", "tags": "x"},
    "/bulk/new": {"asset": "{asset_id}"},
    "/bulk/export": {"asset": "{asset_id}"},
    "/can-use": {"asset": "{asset_id}"},
    "/assets/{asset_id}/consents": {"consent": "{consent_id}"},
    "/assets/{asset_id}/consents/remove": {"consent": "{consent_id}"},
    "/assets/{asset_id}/status": {"status": "in_review"},
    "/assets/{asset_id}/collections": {"collection": "{collection_id}"},
    "/assets/{asset_id}/subtitles": {"locale": "fr"},
    "/assets/{asset_id}/versions/{number:int}/comment": {"comment": "x"},
    "/assets/{asset_id}/versions/{number:int}/refuse": {"reason": "x"},
    "/assets/{asset_id}/comments": {"body": "x"},
    "/assets/{asset_id}/comments/{comment_id}": {"act": "remove"},
    "/assets/{asset_id}/review/checklist": {"key": "x", "done": "yes"},
    "/assets/{asset_id}/texts": {"title": "x", "base": ""},
    "/assets/{asset_id}/rights": {"licence": "x", "base": ""},
    "/consents/{consent_id}/assets": {"assets": "{asset_id}"},
    "/consents/{consent_id}/assets/remove": {"asset": "{asset_id}"},
    "/collections": {"name": "x"},
    "/collections/{collection_id}": {"name": "x"},
    "/collections/{collection_id}/defaults": {"action": "save"},
    "/channels/{channel}/presets/{preset}/restore": {"revision": "1"},
    "/review": {"asset": "{asset_id}", "verdict": "approve"},
    "/duplicates": {"one": "{asset_id}", "other": "{other_id}", "act": "different"},
    "/unused": {"asset": "{asset_id}"},
    "/trash/restore": {"asset": "{trashed_id}"},
    "/trash/{asset_id}/purge": {"confirmed": "yes", "reason": "x"},
    "/insights/comparisons": {"asset": "{asset_id}", "where": "social/", "arm": "{other_id}"},
    "/links": {"asset": "{asset_id}", "channel": "social"},
    "/searches": {"address": "q=blue", "title": "x"},
    "/searches/{search_id}": {"title": "x"},
    "/shares/new": {"asset": "{asset_id}", "title": "x", "channel": "social"},
    "/admin/grants": {"subject": "person:{person_id}", "place": "house:", "role": "viewer"},
    "/tokens": {"name": "x", "role": "viewer"},
}
"""Fields by the route's path; other forms are sent with nothing but the token of their page."""

PICTURE = ("x.jpg", picture("#123456", (8, 8)))

FILES: Mapping[str, tuple[str, bytes]] = {
    "/upload": PICTURE,
    "/assets/{asset_id}/versions": PICTURE,
    "/assets/{asset_id}/subtitles": ("x.vtt", b"WEBVTT\n"),
    "/assets/{asset_id}/proofs": ("x.pdf", PDF),
    "/consents/{consent_id}/proofs": ("x.pdf", PDF),
    "/bulk/import": ("x.csv", b"id,title\n"),
    "/admin/vocabulary/{vocabulary}/file": ("x.csv", b"label:fr\nobjet\n"),
}
"""The file of a form that carries one."""

QUERIES: Mapping[str, str] = {
    "/tag-offers": "?tags=x",
    "/shares/new": "?asset={asset_id}",
    "/insights/comparisons/new": "?asset={asset_id}",
    "/bulk/new": "?asset={asset_id}",
}
"""What an address must say besides its path to be about something."""


def filled(text: str, things: Mapping[str, str]) -> str:
    """Put what is there in place of the names in a path or a value."""

    def fill(match: re.Match[str]) -> str:
        return things[match[1].partition(":")[0]]

    return re.sub(r"{([^}]+)}", fill, text)


def address(route: str, things: Mapping[str, str]) -> str:
    """Return the address of a route, given as method and path; a code is one of a share or of a short link."""
    method, path = route.split(" ")
    code = things["share_code" if path.startswith("/shares") else "link_code"]
    return filled(path + (QUERIES.get(path, "") if method == "GET" else ""), {**things, "code": code})
