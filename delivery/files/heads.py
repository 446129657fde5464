"""The whole heads of a file's answers, as they go over the wire."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from dam.engagement.logs.log_line import write_fetched
from delivery.files.edge import worded_for_edge
from delivery.files.headers import Headers, download_header
from delivery.files.served import Served


class Worded(NamedTuple):
    """The heads of a URL's answers, and while which `generation` of the cache and until when they hold."""

    generation: int
    until: datetime
    digest: str
    etag: bytes
    whole: bytes
    bare: bytes
    again: bytes
    channel: str
    fetched: bytes


def word(
    served: Served,
    until: datetime,
    generation: int,
    size: int,
    *,
    is_download: bool,
    is_edge: bool,
) -> Worded:
    """Word the heads of a whole file of `size` bytes, and its half of a line in the delivery log."""
    file = served.file
    more = [download_header(served.owner, file)] if is_download else []
    length = [(b"content-length", b"%d" % size)]

    def lines(method: str, status: int, last: Headers) -> bytes:
        headers = [*served.lines_of(method, status), *more, *last]
        return head_of(worded_for_edge(status, headers) if is_edge else headers)

    return Worded(
        generation,
        until,
        file.digest,
        file.etag.encode(),
        whole=lines("GET", 200, length),
        bare=lines("HEAD", 200, length),
        again=lines("GET", 304, []),
        channel=file.channel,
        fetched=_fetched(served, size) if served.is_counted and not file.is_part else b"",
    )


def _fetched(served: Served, size: int) -> bytes:
    file = served.file
    return write_fetched(
        asset=served.owner.asset_id,
        channel=file.channel,
        preset=file.preset,
        version=file.version_id,
        rendition=file.digest,
        bytes=size,
    )


def head_of(headers: Sequence[tuple[bytes, bytes]]) -> bytes:
    """Return header lines as they go over the wire, with the empty line that ends a head."""
    return b"".join(b"%s: %s\r\n" % line for line in headers) + b"\r\n"
