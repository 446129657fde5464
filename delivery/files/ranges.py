"""Ranges of bytes (RFC 9110, 14): none, one or up to eight spans, or one that cannot be satisfied."""

import re
from dataclasses import dataclass

MOST_RANGES = 8
"""A player asks for one, a PDF reader for a few; more only costs."""

_SPEC = re.compile(r"(\d{0,18})-(\d{0,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes from `start` up to but without `end`."""

    start: int
    end: int


class Unsatisfiable(Exception):
    """No asked span has a byte in it: 416."""


def read_ranges(header: str | None, size: int) -> tuple[Span, ...]:
    """Return the spans to send in the asked order, none for the whole file; raise `Unsatisfiable` for 416.

    What is not a valid `bytes=` list, too many spans, and spans that together exceed the file are passed over, as the
    RFC allows: the whole file answers.
    """
    unit, _, listed = (header or "").partition("=")
    if unit.strip().lower() != "bytes":
        return ()
    asked = [_SPEC.fullmatch(part.strip()) for part in listed.split(",")]
    if len(asked) > MOST_RANGES:
        return ()
    spans = []
    for match in asked:
        if match is None or match.groups() == ("", ""):
            return ()
        first, last = match.groups()
        if first and last and int(last) < int(first):
            return ()
        span = _span(first, last, size)
        if span.start < span.end:
            spans.append(span)
    if not spans:
        raise Unsatisfiable
    if sum(span.end - span.start for span in spans) > size:
        return ()
    return tuple(spans)


def _span(first: str, last: str, size: int) -> Span:
    if not first:
        return Span(max(0, size - int(last)), size)
    return Span(int(first), min(int(last) + 1, size) if last else size)
