"""Addresses that short links may lead to: what people typed, checked once, and written so that every browser reads one thing.

Nothing of a scan ever becomes part of an address: who decides where a code leads is whoever was signed in.
"""

import re
from collections.abc import Collection
from posixpath import normpath
from urllib.parse import SplitResult, quote, unquote, urlsplit

import idna

from dam.errors import FieldError, Invalid

MOST_SIGNS = 2_000
"""Characters of an address: what the oldest browsers and mailers carry."""

JOURNEY = "vj"
"""The query parameter by which a site is handed a journey token."""

_FORBIDDEN = re.compile(r"[\x00-\x20\x7f-\xa0\\<>\"`{}|^\u2028\u2029\ud800-\udfff]")
"""Control characters, spaces, and signs that browsers and libraries take differently (WHATWG URL, 4.4)."""

_HOST = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*\.?")
_KEPT = "/?:@!$&'()*+,;=-._~%#"


def check_address(text: str, field: str, base_url: str) -> str:
    """Return an address in ASCII as it is kept, "" for none; what could mislead or lead back here raises `Invalid`."""
    text = text.strip()
    if not text:
        return ""
    try:
        return _checked(text, base_url)
    except ValueError as error:
        raise Invalid(str(error), [FieldError(field, str(error))]) from error


def home_of(address: str) -> str:
    """Return the front page of the site that an address is on, "" for none."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}/" if parts.netloc else ""


def is_on(address: str, sites: Collection[str]) -> bool:
    """Tell whether the address is on one of these hosts."""
    host = urlsplit(address).hostname
    return bool(host) and host in sites


def with_journey(address: str, token: str) -> str:
    """Return the address with a journey token in its query, in the place of any other; all else stays letter for letter."""
    parts = urlsplit(address)
    kept = [pair for pair in parts.query.split("&") if pair and pair.partition("=")[0] != JOURNEY]
    return parts._replace(query="&".join([*kept, f"{JOURNEY}={token}"])).geturl()


def _checked(text: str, base_url: str) -> str:
    if len(text) > MOST_SIGNS:
        raise ValueError(f"An address has at most {MOST_SIGNS} characters, and {len(text)} came.")
    if _FORBIDDEN.search(text):
        raise ValueError("An address has no spaces, control characters, backslashes or quotes.")
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https"):
        raise ValueError(
            "An address begins with https:// or http://, such as https://www.example.org/summer."
        )
    if "@" in parts.netloc:
        raise ValueError("An address names no user and no password.")
    written = parts._replace(
        netloc=_host_of(parts),
        path=quote(parts.path, safe=_KEPT) or "/",
        query=quote(parts.query, safe=_KEPT),
        fragment=quote(parts.fragment, safe=_KEPT),
    )
    if len(written.geturl()) > MOST_SIGNS:
        raise ValueError(f"Written for browsers, this address has more than {MOST_SIGNS} characters.")
    if _is_short_link(written, urlsplit(base_url)):
        raise ValueError("A short link leads on, never to a short link of this house.")
    return written.geturl()


def _host_of(parts: SplitResult) -> str:
    host, port = parts.hostname or "", parts.port
    if ":" in host:
        named = f"[{host}]"
    else:
        try:
            named = host if host.isascii() else idna.encode(host, uts46=True).decode()
        except idna.IDNAError:
            named = ""
        if not _HOST.fullmatch(named):
            raise ValueError("An address names a site, such as www.example.org.")
    return named if port is None else f"{named}:{port}"


def _is_short_link(parts: SplitResult, own: SplitResult) -> bool:
    path = normpath("/" + unquote(unquote(parts.path)).lstrip("/"))
    is_own = (parts.hostname or "").rstrip(".") == own.hostname
    return is_own and (path == "/q" or path.startswith("/q/"))
