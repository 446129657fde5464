"""Logs whose columns are named by a line `#Fields:`: W3C extended (IIS and others) and CloudFront's standard logs.

Layouts: W3C working draft WD-logfile-960323; CloudFront developer guide, "Standard logging reference" (33 fields, tabs,
values URL-encoded).
"""

import re
from collections.abc import Callable
from urllib.parse import unquote

from dam.engagement.foreign.moments import read_iso_moment
from dam.engagement.foreign.seen import Seen, SeenRequest, Unseen
from dam.engagement.foreign.written import plain

_FIELDS = b"#Fields:"
_WORDS = re.compile(r'"([^"]*)"|(\S+)')

_NAMES = {
    "host": ("x-host-header", "cs-host", "cs(host)", "s-computername"),
    "bytes": ("sc-bytes",),
    "query": ("cs-uri-query",),
    "referer": ("cs(referer)",),
    "agent": ("cs(user-agent)",),
    "address": ("c-ip",),
    "cookie": ("cs(cookie)",),
    "purpose": ("cs(sec-purpose)",),
    "gpc": ("cs(sec-gpc)",),
    "dnt": ("cs(dnt)",),
    "cache": ("x-edge-result-type", "x-cache"),
    "etag": ("sc(etag)",),
    "keys": ("sc(surrogate-key)",),
    "range": ("cs(range)",),
    "range_start": ("sc-range-start",),
    "path": ("cs-uri-stem", "cs-uri"),
    "method": ("cs-method",),
    "status": ("sc-status",),
    "date": ("date",),
    "time": ("time",),
}
"""What we read → the columns that may hold it, the best first."""

_NEEDED = ("date", "time", "path", "method", "status")


class FieldLog:
    """Reads lines by the columns that were named last; `heading` is that line, with which reading goes on later."""

    def __init__(self, decode: Callable[[str], str], heading: str = "") -> None:
        self._decode = decode
        self.heading = ""
        self._places: dict[str, int] = {}
        self._count = 0
        if heading:
            self._take_heading(heading)

    def read(self, line: bytes) -> Seen:
        """Return what the line tells; a line that begins with `#` is a remark."""
        if line.startswith(b"#"):
            if line.startswith(_FIELDS):
                self._take_heading(line.decode("utf-8", "replace"))
            return Unseen.REMARK
        text = line.decode("utf-8", "replace")
        if "\t" in text:
            values = text.split("\t")
        elif '"' in text:
            values = [quoted or word for quoted, word in _WORDS.findall(text)]
        else:
            values = text.split()
        if len(values) < self._count or not self._count:
            return Unseen.UNREADABLE
        try:
            return self._seen(values)
        except (KeyError, ValueError):
            return Unseen.UNREADABLE

    def _take_heading(self, line: str) -> None:
        self.heading = line.strip()
        names = [name.lower() for name in self.heading.partition(":")[2].split()]
        columns = {name: place for place, name in reversed(list(enumerate(names)))}
        found = (
            (wanted, next((columns[one] for one in some if one in columns), None))
            for wanted, some in _NAMES.items()
        )
        self._places = {wanted: place for wanted, place in found if place is not None}
        self._count = len(names) if all(name in self._places for name in _NEEDED) else 0

    def _seen(self, values: list[str]) -> SeenRequest:
        places, decode = self._places, self._decode

        def text(name: str) -> str:
            place = places.get(name)
            return "" if place is None else plain(values[place])

        path, _, in_path = text("path").partition("?")
        bytes_ = text("bytes")
        return SeenRequest(
            at=read_iso_moment(f"{text('date')}T{text('time')}"),
            method=text("method"),
            path=path,
            query=text("query") or in_path,
            status=int(text("status")),
            host=text("host"),
            bytes=int(bytes_) if bytes_ else 0,
            range=self._range(text("range"), text("range_start")),
            referer=decode(text("referer")),
            agent=decode(text("agent")),
            address=text("address"),
            purpose=decode(text("purpose")),
            gpc=text("gpc"),
            dnt=text("dnt"),
            cache_status=text("cache"),
            etag=decode(text("etag")),
            keys=decode(text("keys")),
            is_session="vitrine=" in decode(text("cookie")),
        )

    def _range(self, asked: str, start: str) -> str | None:
        """Return the range that was asked for, or that the answer began with; None where no column tells."""
        if "range" in self._places:
            return self._decode(asked)
        if "range_start" in self._places:
            return f"bytes={start}-" if start else ""
        return None


def unplussed(text: str) -> str:
    """Undo what IIS does to blanks."""
    return text.replace("+", " ") if "+" in text else text


def unquoted(text: str) -> str:
    """Undo URL-encoding; CloudFront encoded some values twice."""
    if "%" not in text:
        return text
    once = unquote(text)
    return unquote(once) if "%20" in once else once
