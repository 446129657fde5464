"""The sentence of a notice in the reader's language."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from dam.language import formats
from dam.language.catalogue import Catalogue
from dam.notices.kinds import KINDS


class _Filled(dict[str, str]):
    """A value that an older notice does not have is left out, so that no old row can break a page."""

    def __missing__(self, _key: str) -> str:
        return "…"


def sentence_of(catalogue: Catalogue, kind: str, by: str, values: Mapping[str, Any]) -> str:
    """Return one sentence; a kind of a later release is told by its name."""
    if kind not in KINDS:
        return kind
    written = {name: str(value) for name, value in values.items()}
    if "day" in written:
        written["day"] = _day(written["day"], catalogue.locale)
    return catalogue.say(KINDS[kind].sentence) % _Filled({"by": by, **written})


def _day(text: str, locale: str) -> str:
    try:
        return formats.day(date.fromisoformat(text[:10]), locale)
    except ValueError:
        return text
