"""The token of a journey: drawn at random when a link first hands one on, with the day on which it ends written in it.

A token is 26 signs of base64url: 22 drawn at random (128 bits) and 4 that say the day (since 1970, UTC) on which it was made.
It names a visit of one site and nobody: it is made by a link and not by what a browser or a person is, it stands in the
address of one site that asked for it, and after `JOURNEY_DAYS` it is worth nothing, whoever kept it. Whoever writes a
later day into one has only made another token.
"""

import base64
import re
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from dam.engagement.event import Columns
from dam.engagement.models import DueJourney
from dam.engagement.upserts import add_to_rows

JOURNEY_DAYS = 90
"""A token lives as long as the longest window of attribution, and no longer than single events are kept."""

_DAY_MILLISECONDS = 86_400_000
_RANDOM_BYTES = 16
_RANDOM_SIGNS = 22
_MARK_BITS = 40
"""Of 63 that the sum of marks may have."""

_DUE: Any = DueJourney.__table__
_SHAPE = re.compile(r"[A-Za-z0-9_-]{26}")


def new_journey(now: datetime) -> str:
    """Draw a token that begins its life today."""
    day = int(now.timestamp() * 1000) // _DAY_MILLISECONDS
    random = base64.urlsafe_b64encode(secrets.token_bytes(_RANDOM_BYTES))[:_RANDOM_SIGNS]
    return (random + base64.urlsafe_b64encode(day.to_bytes(3, "big"))).decode()


def is_live(journey: str, now: int) -> bool:
    """Tell whether a text is a token whose life has begun and not ended (`now` in milliseconds since 1970 UTC).

    A clock may be one day ahead.
    """
    if _SHAPE.fullmatch(journey) is None:
        return False
    made = int.from_bytes(base64.urlsafe_b64decode(journey[_RANDOM_SIGNS:]), "big")
    return made - 1 <= now // _DAY_MILLISECONDS < made + JOURNEY_DAYS


def note_journeys(session: Session, rows: Sequence[Columns]) -> None:
    """Ask for the credits of the journeys that these new events belong to; in the transaction that writes them.

    A row that stands already is written to, so that whoever takes it waits for these events.
    """
    journeys = sorted({row["journey"] for row in rows if row["journey"]})
    if journeys:
        due = [{"journey": journey, "mark": secrets.randbits(_MARK_BITS)} for journey in journeys]
        add_to_rows(session, _DUE, due, ("mark",))
