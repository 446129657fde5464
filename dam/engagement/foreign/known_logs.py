"""Telling whether a log was met before, under whatever name and compressed or not: by how it begins.

`access.log`, `access.log.1` and `access.log.1.gz` are one log. While a log is short it is known by its few lines; as it
grows it is known by more of them, up to 8 kB, so that two logs whose first lines are equal are told apart.
"""

from hashlib import blake2b
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.engagement.foreign.models import LogImport
from dam.engagement.foreign.reading import HEAD_BYTES


class Beginning(NamedTuple):
    """The digest of the first line that is no remark, and the whole lines that a log begins with.

    `is_all` tells that the log is still so short that these are all of it.
    """

    first: bytes
    head: bytes
    is_all: bool


def beginning_of(head: bytes, *, is_whole: bool) -> Beginning | None:
    """Return how a log begins, from its first 8 kB; None where there is no whole line with a request yet.

    Where 8 kB hold none there will never be one, as when somebody's first request was as long as servers take: then these
    bytes are how the log begins.
    """
    head = head[:HEAD_BYTES]
    whole = head if is_whole else head[: head.rfind(b"\n") + 1]
    for line in whole.split(b"\n"):
        if line.strip() and not line.startswith(b"#"):
            return Beginning(digest(line.rstrip(b"\r")), whole, len(head) < HEAD_BYTES)
    return Beginning(digest(head), head, is_all=False) if len(head) == HEAD_BYTES else None


def find_log(session: Session, beginning: Beginning) -> LogImport | None:
    """Return the row of a log that begins like this; the longest beginning that fits counts.

    A shorter copy of what was imported is that log too: it holds nothing new before it grows longer.
    """
    rows = session.scalars(
        sa.select(LogImport).where(LogImport.first == beginning.first).order_by(LogImport.head_size.desc())
    ).all()
    size, is_all = len(beginning.head), beginning.is_all
    for row in rows:
        if row.head_size <= size and digest(beginning.head[: row.head_size]) == row.head_digest:
            return row
    return next((row for row in rows if is_all and row.head_size > size), None)


def digest(text: bytes) -> bytes:
    """Return 16 bytes that stand for a text."""
    return blake2b(text, digest_size=16).digest()
