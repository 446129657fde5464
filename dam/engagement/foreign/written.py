"""How logs write text: `-` for nothing, escapes, and a request line of three words."""

import re

_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_SINGLE = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "v": "\v"}


def plain(text: str) -> str:
    """Return the text; nothing for the `-` of a log."""
    return "" if text == "-" else text


def escaped_text(text: str) -> str:
    r"""Undo the escapes of Apache and nginx: `\"`, `\\`, `\xhh`; what is no UTF-8 becomes the sign for it."""
    if "\\" not in text:
        return text
    undone = _ESCAPE.sub(_unescape, text)
    try:
        return undone.encode("latin-1").decode("utf-8", "replace")
    except UnicodeEncodeError:
        return undone


def _unescape(match: re.Match[str]) -> str:
    hexadecimal, single = match.groups()
    return chr(int(hexadecimal, 16)) if hexadecimal else _SINGLE.get(single, single)


def split_target(request: str) -> tuple[str, str, str]:
    """Split `GET /path?query HTTP/1.1` into method, path and query; what is no such line has no path."""
    method, _, rest = request.partition(" ")
    target, _, protocol = rest.rpartition(" ")
    if not protocol.startswith("HTTP/"):
        return method, "", ""
    return method, *split_uri(target)


def split_uri(uri: str) -> tuple[str, str]:
    """Split an address into path and query; a scheme and a host before the path are left out."""
    path, _, query = uri.partition("?")
    if "://" in path:
        path = "/" + path.partition("://")[2].partition("/")[2]
    return path, query
