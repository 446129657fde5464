"""Why a hit is there, in a few words: where each word was met, and how when not as typed."""

from collections.abc import Sequence

from admin_ui.visit import Visit
from dam.search.weights import How
from dam.search.why import Why

MAX_REASONS = 3
"""Reasons that a tile has room for."""


def why_words(visit: Visit, reasons: Sequence[Why]) -> str:
    """Return `Title: Flacon · Tag: ambre (synonym)`, empty for none."""
    return " · ".join(_reason(visit, reason) for reason in reasons[:MAX_REASONS])


def _reason(visit: Visit, reason: Why) -> str:
    place, how = _place(visit, reason.place), _how(visit, reason)
    met = visit.say("%(place)s: %(word)s", place=place, word=reason.met)
    return f"{met} ({how})" if how else met


def _place(visit: Visit, place: str) -> str:
    say = visit.say
    names = {
        "title": say("Title"),
        "tag": say("Tag"),
        "collection": say("Collection"),
        "description": say("Description"),
        "alt": say("Alternative text"),
        "filename": say("File name"),
        "text": say("In the file"),
        "subtitles": say("Subtitles"),
    }
    return names.get(place, place.removeprefix("."))


def _how(visit: Visit, reason: Why) -> str:
    say = visit.say
    names = {
        How.STEM: say("another form"),
        How.SYNONYM: say("synonym of %(word)s", word=reason.typed),
        How.INSIDE: say("inside the word"),
        How.TYPO: say("corrected"),
    }
    return names.get(reason.how, "")
