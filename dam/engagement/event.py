"""What an event is: its classes, actors and stages, and the shape in which it comes in."""

import re
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import blake2b
from typing import Any

import msgspec

from dam.engagement import limits


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


CLASSES = frozenset(EventClass)
STAGES = frozenset(Stage)
ACTORS = frozenset(Actor)

WORD = re.compile(r"[a-z][a-z0-9_-]{0,39}")
"""Shape of a channel, and of a kind."""

LOCALE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}")
"""Shape of a language tag, BCP 47 in its common forms."""

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""What no text of an event may hold: control characters and halves of characters."""


class IncomingEvent(
    msgspec.Struct, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, rename={"class_": "class"}
):
    """One event as a sender writes it. `value` is a decimal in the major unit, `duration` in seconds, `at` RFC 3339."""

    asset: str
    channel: str
    class_: str
    kind: str = ""
    id: str | None = None
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


_CANONICAL = msgspec.json.Encoder(order="sorted")


def content_of(event: IncomingEvent) -> bytes:
    """Return what the sender said, without the id, in one canonical form."""
    return _CANONICAL.encode(msgspec.structs.replace(event, id=None))


def content_hash(event: IncomingEvent) -> bytes:
    """Return 16 bytes that are equal for equal content, whatever the id and the order of the fields."""
    return blake2b(content_of(event), digest_size=16).digest()


def read_event(item: object) -> IncomingEvent:
    """Take a decoded JSON value as an event; `ValueError` with one sentence when a field is missing, unknown or odd."""
    try:
        return msgspec.convert(item, IncomingEvent)
    except msgspec.ValidationError as error:
        raise ValueError(f"{error}.") from None


def fault_of(event: IncomingEvent) -> str | None:
    """Return the first fault of the event as one sentence, or None; dates and amounts are judged where they are read."""
    if event.class_ not in CLASSES:
        return f"`class` must be one of {', '.join(EventClass)}; {event.class_!r} came."
    if WORD.fullmatch(event.channel) is None:
        return f"`channel` must be a word such as web or instore; {event.channel!r} came."
    if event.kind and WORD.fullmatch(event.kind) is None:
        return f"`kind` must be a word such as click or scan; {event.kind!r} came."
    if event.stage is not None and event.stage not in STAGES:
        return f"`stage` must be one of {', '.join(Stage)}; {event.stage!r} came."
    if event.locale and LOCALE.fullmatch(event.locale) is None:
        return f"`locale` must be a language tag such as fr or fr-CA; {event.locale!r} came."
    return _text_fault(event) or _number_fault(event)


def _text_fault(event: IncomingEvent) -> str | None:
    if event.id is not None and (not 1 <= len(event.id) <= limits.ID_LENGTH or CONTROL.search(event.id)):
        return f"`id` must have 1 to {limits.ID_LENGTH} characters."
    for name, text, most in (
        ("placement", event.placement, limits.WORDS_LENGTH),
        ("campaign", event.campaign, limits.WORDS_LENGTH),
        ("audience", event.audience, limits.WORDS_LENGTH),
        ("text", event.text, limits.TEXT_LENGTH),
    ):
        if text and (len(text) > most or CONTROL.search(text)):
            return f"`{name}` must have at most {most} characters and no control characters."
    return None


def _number_fault(event: IncomingEvent) -> str | None:
    if event.duration is not None and not 0 <= event.duration <= limits.DURATION_SECONDS:
        return f"`duration` must be 0 to {limits.DURATION_SECONDS} seconds; {event.duration} came."
    least, most = limits.RATING_RANGE
    if event.rating is not None and not least <= event.rating <= most:
        return f"`rating` must be {least:g} to {most:g}; {event.rating} came."
    if event.value is not None and event.class_ != EventClass.SOLD:
        return f"`value` belongs to the class sold; the class is {event.class_}."
    if (event.value is None) != (event.currency is None):
        return "`value` and `currency` come together or not at all."
    return None


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
