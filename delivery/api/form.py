"""Takes a multipart form apart while it arrives: texts whole, files as streams, memory flat."""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from dam.errors import Invalid, TooLarge

TEXT_BYTES = 1 << 20
"""The longest text field; a description of a million letters is a mistake."""

MOST_PARTS = 200
"""More parts than any form of ours has."""


@dataclass(frozen=True, slots=True)
class TextPart:
    """One text field."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class FilePart:
    """One file field; `chunks` must be read before the next part is asked for, what is not read is skipped.

    `filename` is as it came: a path, any script, or nothing.
    """

    name: str
    filename: str
    chunks: Iterator[bytes]


Part = TextPart | FilePart


def boundary_of(content_type: str) -> bytes:
    """Return the boundary of a form, or raise `Invalid` when the body is no multipart form."""
    kind, options = parse_options_header(content_type)
    boundary = options.get(b"boundary", b"")
    if kind != b"multipart/form-data" or not boundary:
        raise Invalid("Send the file as a form: multipart/form-data with a boundary and a part named file.")
    return boundary


def read_parts(body: Iterable[bytes], boundary: bytes) -> Iterator[Part]:
    """Yield the parts of a form in their order; a broken or cut-off form raises `Invalid`."""
    events = _events(body, boundary)
    for count, event in enumerate(events):
        assert isinstance(event, _Begin), "data stands inside a part"
        if count >= MOST_PARTS:
            raise Invalid(f"The form may have at most {MOST_PARTS} parts.")
        name, filename = _names(event.disposition)
        chunks = _data(events)
        if filename is None:
            yield TextPart(name, _text(name, chunks))
        else:
            yield FilePart(name, filename, chunks)
            for _ in chunks:
                pass


@dataclass(frozen=True, slots=True)
class _Begin:
    disposition: bytes


class _End:
    pass


def _data(events: Iterator["_Begin | bytes | _End"]) -> Iterator[bytes]:
    for event in events:
        if isinstance(event, _End):
            return
        assert isinstance(event, bytes)
        yield event


def _events(body: Iterable[bytes], boundary: bytes) -> Iterator["_Begin | bytes | _End"]:
    """Turn the parser's callbacks into a stream: a beginning, data and an end for each part."""
    found: deque[_Begin | bytes | _End] = deque()
    headers: dict[bytes, bytes] = {}
    name, value = bytearray(), bytearray()
    ended = []

    def on_header_end() -> None:
        headers[bytes(name).lower()] = bytes(value)
        name.clear()
        value.clear()

    def on_headers_finished() -> None:
        found.append(_Begin(headers.get(b"content-disposition", b"")))
        headers.clear()

    try:
        parser = MultipartParser(
            boundary,
            {
                "on_header_field": lambda data, start, end: name.extend(data[start:end]),
                "on_header_value": lambda data, start, end: value.extend(data[start:end]),
                "on_header_end": on_header_end,
                "on_headers_finished": on_headers_finished,
                "on_part_data": lambda data, start, end: found.append(data[start:end]),
                "on_part_end": lambda: found.append(_End()),
                "on_end": lambda: ended.append(True),
            },
        )
        for chunk in body:
            parser.write(chunk)
            while found:
                yield found.popleft()
    except FormParserError as error:
        raise Invalid("The form is broken: its parts are not separated as its boundary says.") from error
    if not ended:
        raise Invalid("The form ends before its last part does; send it again.")


def _names(disposition: bytes) -> tuple[str, str | None]:
    """Return field name and file name (RFC 7578; `filename*` as some clients send it; HTML's three escapes).

    What is not UTF-8 in a file name comes out as surrogates, which `clean_filename` makes harmless.
    """
    _, options = parse_options_header(disposition)
    name = options.get(b"name", b"").decode("utf-8", "replace")
    extended = re.search(rb"filename\*\s*=\s*utf-8''([^;\s]+)", disposition, re.IGNORECASE)
    raw = unquote_to_bytes(extended[1]) if extended else options.get(b"filename")
    if raw is None:
        return name, None
    if not extended:
        for escape, byte in ((b"%22", b'"'), (b"%0D", b" "), (b"%0A", b" ")):
            raw = raw.replace(escape, byte)
    return name, raw.decode("utf-8", "surrogateescape")


def _text(name: str, chunks: Iterator[bytes]) -> str:
    collected = bytearray()
    for chunk in chunks:
        collected += chunk
        if len(collected) > TEXT_BYTES:
            raise TooLarge(f"The field {name} may have at most {TEXT_BYTES} bytes.")
    return _decoded(bytes(collected), f"The field {name}")


def _decoded(raw: bytes, what: str) -> str:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Invalid(f"{what} must be text in UTF-8; this is in another encoding.") from error
    if "\x00" in text:
        raise Invalid(f"{what} may not contain the character NUL.")
    return text
