"""What may be wrong with an event by itself: each fault in one sentence that says what was expected and what came."""

from functools import lru_cache

from dam.engagement import limits
from dam.engagement.event import (
    CLASSES,
    CONTROL,
    LOCALE,
    ORIGINS,
    WORD,
    EventClass,
    IncomingEvent,
    Origin,
    SaidKind,
)
from dam.engagement.shapes import JOURNEY, RENDITION, SITE, is_page
from dam.ids import is_id

_MOST_SIGNS = 200
"""Of the six words of an event whose fault is remembered; right ones have 170 at the most."""

RETURN, PLAY = "return", "play"
"""Kinds with a rule of their own: goods that came back, and a screen's proof that it showed something."""


def fault_of(event: IncomingEvent) -> str | None:
    """Return the first fault of the event as one sentence, or None; dates and amounts are judged where they are read."""
    return (
        _words_fault(event)
        or _text_fault(event)
        or _name_fault(event)
        or _number_fault(event)
        or _kind_fault(event)
    )


def _words_fault(event: IncomingEvent) -> str | None:
    """Judge the words that are few: the same ones come again and again, so that the answer is remembered.

    Words that are too long to be right are not: thousands of 60 kB each would fill the memory for ever.
    """
    words = (event.class_, event.channel, event.kind, event.stage, event.locale, event.origin)
    is_short = sum(len(word) for word in words if word) <= _MOST_SIGNS
    return _judged(*words) if is_short else _judged.__wrapped__(*words)


@lru_cache(maxsize=4096)
def _judged(
    class_: str, channel: str, kind: str, stage: str | None, locale: str, origin: str | None
) -> str | None:
    if class_ not in CLASSES:
        return f"`class` must be one of {', '.join(EventClass)}; {class_[:40]!r} came."
    if WORD.fullmatch(channel) is None:
        return f"`channel` must be a word such as web or instore; {channel[:40]!r} came."
    if kind and WORD.fullmatch(kind) is None:
        return f"`kind` must be a word such as click or scan; {kind[:40]!r} came."
    if stage is not None and WORD.fullmatch(stage) is None:
        return f"`stage` must be a word such as research; {stage[:40]!r} came."
    if locale and LOCALE.fullmatch(locale) is None:
        return f"`locale` must be a language tag such as fr or fr-CA; {locale[:40]!r} came."
    if origin is not None and origin not in ORIGINS:
        return f"`origin` must be one of {', '.join(Origin)}; {origin[:40]!r} came."
    if origin is not None and class_ != EventClass.SAID:
        return f"`origin` belongs to the class said; the class is {class_}."
    return None


def _text_fault(event: IncomingEvent) -> str | None:
    if event.id is not None and not (1 <= len(event.id) <= limits.ID_LENGTH and _is_clean(event.id)):
        return f"`id` must have 1 to {limits.ID_LENGTH} characters, none of them a control character."
    for name, text, most in (
        ("placement", event.placement, limits.WORDS_LENGTH),
        ("campaign", event.campaign, limits.WORDS_LENGTH),
        ("audience", event.audience, limits.WORDS_LENGTH),
        ("text", event.text, limits.TEXT_LENGTH),
    ):
        if text and (len(text) > most or not _is_clean(text)):
            return f"`{name}` must have at most {most} characters and no control characters."
    return None


def _is_clean(text: str) -> bool:
    """Tell whether no control character is in a text; most texts are printable, which is quicker to tell."""
    return text.isprintable() or CONTROL.search(text) is None


def _name_fault(event: IncomingEvent) -> str | None:
    if event.version and not is_id(event.version):
        return f"`version` must be the id of a version; {event.version[:40]!r} came."
    if event.rendition and RENDITION.fullmatch(event.rendition) is None:
        return f"`rendition` must be the name of a rendition, at most 100 characters; {event.rendition[:40]!r} came."
    if event.site and SITE.fullmatch(event.site) is None:
        return f"`site` must be a host name such as www.example.org; {event.site[:40]!r} came."
    if event.page and not is_page(event.page):
        return f"`page` must be the path of a page such as /coats; {event.page[:40]!r} came."
    if event.journey and JOURNEY.fullmatch(event.journey) is None:
        return "`journey` must have at most 64 characters out of letters, digits, - and _."
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


def _kind_fault(event: IncomingEvent) -> str | None:
    """Judge what only some kinds ask for."""
    if event.class_ == EventClass.SAID:
        return _said_fault(event)
    if event.class_ == EventClass.RENDERED and event.kind == PLAY and event.duration is None:
        return "A proof of play (rendered, play) needs its `duration` in seconds."
    return None


def _said_fault(event: IncomingEvent) -> str | None:
    if event.kind in (SaidKind.RATING, SaidKind.NPS) and event.rating is None:
        return f"What is said as {event.kind} needs its `rating`."
    if event.kind == SaidKind.NPS and event.rating not in range(11):
        return f"The `rating` of nps must be a whole number from 0 to 10; {event.rating} came."
    if event.kind == SaidKind.COMMENT and not event.text.strip():
        return "What is said as comment needs its `text`."
    return None
