"""The shapes of names in an event: sites, pages, renditions, and tokens of journeys."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from dam.engagement.event import CONTROL
from dam.engagement.limits import PAGE_LENGTH, PAGE_SENT_LENGTH

SITE = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
"""A host name, RFC 1123, without a port."""

RENDITION = re.compile(r"[A-Za-z0-9][A-Za-z0-9@:._/-]{0,99}")
"""What names a rendition: the digest of its bytes, or channel and preset."""

JOURNEY = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""A token that a site lets its links carry."""

_WHOLE = re.compile(r"https?://", re.IGNORECASE)


def is_page(text: str) -> bool:
    """Tell whether a sender's `page` is a path, or the whole address of a page."""
    return (
        len(text) <= PAGE_SENT_LENGTH
        and (text.startswith("/") or _WHOLE.match(text) is not None)
        and CONTROL.search(text) is None
    )


def path_of(page: str) -> str:
    """Return the path of a page, without host, query and fragment, where personal data may stand; at most 200 characters."""
    path = page.partition("#")[0].partition("?")[0]
    start = _WHOLE.match(path)
    if start is not None:
        _, slash, rest = path[start.end() :].partition("/")
        path = f"/{rest}" if slash else "/"
    return path[:PAGE_LENGTH]


def page_of(headers: Mapping[str, str]) -> str:
    """Return the path of the page that asked (`Referer`), or nothing.

    Browsers tell other origins the bare `/` for every page (`strict-origin-when-cross-origin`), so that it says nothing.
    """
    address = headers.get("referer", "")
    if not address or not is_page(address):
        return ""
    path = path_of(address)
    return "" if path == "/" else path


def site_of(headers: Mapping[str, str]) -> str:
    """Return the host name of the page that asked (`Origin`, else `Referer`), without path, port or query."""
    for name in ("origin", "referer"):
        address = headers.get(name, "")
        if address and address != "null":
            try:
                return (urlsplit(address).hostname or "")[:253]
            except ValueError:
                return ""
    return ""
