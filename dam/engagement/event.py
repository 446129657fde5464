"""What an event is: its classes, actors and stages, and the shape in which it comes in."""

import re
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import blake2b
from typing import Any

import msgspec


class EventClass(StrEnum):
    """What kind of contact it was, from bytes leaving the house to words coming back."""

    FETCHED = "fetched"
    RENDERED = "rendered"
    SEEN = "seen"
    ACTED = "acted"
    SOLD = "sold"
    SAID = "said"


class Actor(StrEnum):
    """Who was at the other end."""

    HUMAN = "human"
    BOT = "bot"
    PROXY = "proxy"
    PREFETCH = "prefetch"
    STAFF = "staff"
    CHECK = "check"


class Stage(StrEnum):
    """Where in the customer's journey it happened."""

    DISCOVERY = "discovery"
    RESEARCH = "research"
    PURCHASE = "purchase"
    TRACKING = "tracking"
    AFTERSALES = "aftersales"
    RETENTION = "retention"


class Origin(StrEnum):
    """How words came: asked for, found elsewhere, or concluded from something else."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    INFERRED = "inferred"


class SaidKind(StrEnum):
    """What was said: an answer in a survey, a rating, a net promoter score (0 to 10), a comment, a mention elsewhere."""

    ANSWER = "answer"
    RATING = "rating"
    NPS = "nps"
    COMMENT = "comment"
    MENTION = "mention"


CLASSES = frozenset(EventClass)
ACTORS = frozenset(Actor)
ORIGINS = frozenset(Origin)

WORD = re.compile(r"[a-z][a-z0-9_-]{0,39}")
"""Shape of a channel, and of a kind."""

LOCALE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}")
"""Shape of a language tag, BCP 47 in its common forms."""

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""What no text of an event may hold: control characters and halves of characters."""


class IncomingEvent(
    msgspec.Struct, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, rename={"class_": "class"}
):
    """One event as a sender writes it. `value` is a decimal in the major unit, `duration` in seconds, `at` RFC 3339.

    A new field is added at the end: what an event's content is stays what it was for those who do not send it.
    """

    id: str | None = None
    asset: str
    channel: str
    class_: str
    kind: str = ""
    at: str | None = None
    placement: str = ""
    campaign: str = ""
    value: str | int | float | None = None
    currency: str | None = None
    stage: str | None = None
    audience: str = ""
    locale: str = ""
    text: str = ""
    rating: int | float | None = None
    duration: int | float | None = None
    version: str = ""
    rendition: str = ""
    site: str = ""
    page: str = ""
    journey: str = ""
    origin: str | None = None


content_of = msgspec.json.Encoder().encode
"""Returns what the sender said in one form, whatever the order in which it was written and the defaults that were."""


def content_hash(event: IncomingEvent) -> bytes:
    """Return 16 bytes that are equal for equal content under one id, whatever the order of the fields."""
    return blake2b(content_of(event), digest_size=16).digest()


def read_event(item: object) -> IncomingEvent:
    """Take a decoded JSON value as an event; `ValueError` with one sentence when a field is missing, unknown or odd."""
    if isinstance(item, IncomingEvent):
        return item
    try:
        return msgspec.convert(item, IncomingEvent)
    except msgspec.ValidationError as error:
        raise ValueError(f"{error}.") from None


_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)")


def read_moment(text: str) -> datetime:
    """Read an RFC 3339 moment; `ValueError` with one sentence when it is not one (a zone is required)."""
    if _MOMENT.fullmatch(text):
        try:
            return datetime.fromisoformat(text.upper()).astimezone(UTC)
        except (ValueError, OverflowError):
            pass
    raise ValueError(
        f"`at` must be an RFC 3339 moment with a zone such as 2026-03-21T10:00:00Z; {text[:60]!r} came."
    )


def milliseconds(moment: datetime) -> int:
    """Return whole milliseconds since 1970 UTC."""
    return round(moment.timestamp() * 1000)


Columns = dict[str, Any]
"""One row of the ledger, by column name."""

UNTOLD: Columns = {
    "audience": "",
    "locale": "",
    "value_minor": 0,
    "currency": "",
    "duration": None,
    "rating": None,
    "text": "",
    "origin": "",
    "content_hash": None,
}
"""What a fetch or a click tells nothing of."""
