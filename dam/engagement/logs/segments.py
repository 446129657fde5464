"""Fetches kept as segments: thousands of lines of a log in one compressed row, which can be read back as single events.

A segment holds each half of its lines once, and of each line its moment and the numbers of its halves: 5 to 15 bytes an
event. `stages` says which stage of the journey each channel served when the lines came in, so that a recount years of
settings later says the same.
"""

import zlib
from collections.abc import Iterator
from itertools import accumulate
from operator import sub
from typing import NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.engagement.event import UNTOLD, Columns, EventClass
from dam.engagement.logs.fetches import Fetches
from dam.engagement.logs.log_line import FetchedHalf, GuestHalf
from dam.engagement.models import EventSegment

LEVEL = 1
"""Of zlib: level 6 takes four times as long and saves 4 %."""

CLASS = EventClass.FETCHED.value
_AT_ONCE = 20


class _Content(msgspec.Struct, array_like=True):
    """What the blob holds: `steps` from one moment to the next, in milliseconds."""

    received: int
    stages: dict[str, str]
    fetched: list[FetchedHalf]
    guests: list[GuestHalf]
    steps: list[int]
    which: list[int]
    whose: list[int]


class Packed(NamedTuple):
    """Fetches as one row of `event_segments`, before it is known where they stood."""

    content: bytes
    first_at: int
    last_at: int
    events: int


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(_Content)


def pack(fetches: Fetches, stages: dict[str, str]) -> Packed:
    """Compress fetches (at least one); `stages` by channel."""
    moments = fetches.moments
    steps = [moments[0], *map(sub, moments[1:], moments)]
    content = _Content(
        fetches.received,
        stages,
        fetches.fetched,
        fetches.guests,
        steps,
        fetches.which,
        fetches.whose,
    )
    return Packed(zlib.compress(_ENCODER.encode(content), LEVEL), min(moments), max(moments), len(moments))


def unpack(content: bytes) -> tuple[Fetches, dict[str, str]]:
    """Return the fetches of a segment, and the stages by channel that held for them."""
    kept = _DECODER.decode(zlib.decompress(content))
    moments = list(accumulate(kept.steps))
    return Fetches(kept.received, moments, kept.fetched, kept.guests, kept.which, kept.whose), kept.stages


def write_segment(session: Session, source: str, file_id: str, start: int, packed: Packed) -> None:
    """Write one segment; `file_id` and `start` say where in a log its lines stood, and no place is written twice."""
    session.connection().execute(
        sa.insert(EventSegment),
        [
            {
                "source": source,
                "file_id": file_id,
                "start": start,
                "first_at": packed.first_at,
                "last_at": packed.last_at,
                "count": packed.events,
                "content": packed.content,
            }
        ],
    )


def read_segments(
    session: Session, *, first_at: int, last_at: int, source: str | None = None
) -> Iterator[tuple[str, Fetches, dict[str, str]]]:
    """Walk the segments that may hold something from `first_at` to `last_at` (milliseconds, both included).

    Yields source, fetches and stages by channel, a few segments in memory at a time.
    """
    last = 0
    statement = (
        sa.select(EventSegment.seq, EventSegment.source, EventSegment.content)
        .where(EventSegment.last_at >= first_at, EventSegment.first_at <= last_at)
        .order_by(EventSegment.seq)
        .limit(_AT_ONCE)
    )
    if source is not None:
        statement = statement.where(EventSegment.source == source)
    while found := session.execute(statement.where(EventSegment.seq > last)).all():
        for seq, its_source, content in found:
            yield its_source, *unpack(content)
            last = seq


def read_segment_rows(
    session: Session,
    *,
    first_at: int,
    last_at: int,
    asset_id: str | None = None,
    source: str | None = None,
    limit: int | None = None,
) -> Iterator[Columns]:
    """Yield the single events of segments from `first_at` to `last_at` (milliseconds, both included), as ledger rows.

    At most `limit` of them, in the order in which they came in.
    """
    left = limit
    for its_source, fetches, stages in read_segments(
        session, first_at=first_at, last_at=last_at, source=source
    ):
        if asset_id is not None and all(half.asset != asset_id for half in fetches.fetched):
            continue
        for at, half, guest in fetches.lines():
            if not first_at <= at <= last_at or (asset_id is not None and half.asset != asset_id):
                continue
            if left is not None:
                if left == 0:
                    return
                left -= 1
            yield _row_of(at, half, guest, its_source, fetches.received, stages)


def _row_of(
    at: int, half: FetchedHalf, guest: GuestHalf, source: str, received: int, stages: dict[str, str]
) -> Columns:
    return {
        "id": None,
        "at": at,
        "received_at": received,
        "asset_id": half.asset,
        "version_id": half.version,
        "rendition": half.rendition,
        "channel": half.channel,
        "placement": half.placement,
        "site": guest.site,
        "page": guest.page,
        "campaign": half.campaign,
        "journey": guest.journey,
        "stage": stages[half.channel],
        "class": CLASS,
        "kind": half.preset,
        "actor": guest.actor,
        "visitor": guest.visitor,
        "source": source,
        **UNTOLD,
    }
