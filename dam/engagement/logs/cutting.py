"""Cutting segments: what is older than single events may be leaves them, the rest stays."""

from itertools import compress

import sqlalchemy as sa

from dam.db import Database
from dam.engagement.logs.fetches import Fetches
from dam.engagement.logs.segments import pack, unpack
from dam.engagement.models import EventSegment

_AT_ONCE = 10


def cut_segments(database: Database, border: int) -> int:
    """Take the fetches before a moment (milliseconds since 1970) out of the segments that reach over it; return how many.

    Segments that end before it are left to who deletes them whole.
    """
    total = 0
    reaching = (
        sa.select(EventSegment.seq, EventSegment.content)
        .where(EventSegment.last_at >= border, EventSegment.first_at < border)
        .order_by(EventSegment.seq)
        .limit(_AT_ONCE)
    )
    while True:
        with database.read() as session:
            found = session.execute(reaching).all()
        if not found:
            return total
        for seq, content in found:
            total += _cut(database, seq, content, border)


def _cut(database: Database, seq: int, content: bytes, border: int) -> int:
    fetches, stages = unpack(content)
    left = since(fetches, border)
    packed = pack(left, stages)
    with database.write() as session:
        session.execute(
            sa.update(EventSegment)
            .where(EventSegment.seq == seq)
            .values(
                content=packed.content,
                first_at=packed.first_at,
                last_at=packed.last_at,
                count=packed.events,
            )
        )
    return len(fetches) - len(left)


def since(fetches: Fetches, moment: int) -> Fetches:
    """Return the fetches from a moment on, with the halves of lines that they still need."""
    stay = [at >= moment for at in fetches.moments]
    which, whose = list(compress(fetches.which, stay)), list(compress(fetches.whose, stay))
    files, guests = sorted(set(which)), sorted(set(whose))
    file_places = {old: new for new, old in enumerate(files)}
    guest_places = {old: new for new, old in enumerate(guests)}
    return Fetches(
        fetches.received,
        list(compress(fetches.moments, stay)),
        [fetches.fetched[place] for place in files],
        [fetches.guests[place] for place in guests],
        [file_places[place] for place in which],
        [guest_places[place] for place in whose],
    )
