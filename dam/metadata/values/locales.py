"""Texts by language: how a language is named, and which of its texts a reader is given."""

import re
from collections.abc import Mapping

MAX_LOCALES = 50

_LOCALE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")


def is_locale(text: object) -> bool:
    """Tell whether this names a language as RFC 5646 writes it: fr, pt-BR, zh-Hant."""
    return isinstance(text, str) and _LOCALE.fullmatch(text) is not None


def text_in(texts: Mapping[str, str], locale: str, default: str = "") -> str:
    """Return the text of a language, else of the language without its region, else any, else the default."""
    return (
        texts.get(locale)
        or texts.get(locale.partition("-")[0])
        or next(filter(None, texts.values()), default)
    )


def problem_of_texts(texts: object, most: int, *, needs_one: bool = True) -> str:
    """Return what is wrong with texts per locale of at most `most` characters, "" when nothing is."""
    if not isinstance(texts, Mapping) or (needs_one and not texts):
        return f'Write a text of 1 to {most} characters per language, like {{"fr": "…"}}.'
    if len(texts) > MAX_LOCALES:
        return f"There are at most {MAX_LOCALES} languages, and {len(texts)} came."
    for locale, text in texts.items():
        if not is_locale(locale):
            return f"A language is written like fr or pt-BR, and {str(locale)[:40]!r} came."
        if not isinstance(text, str) or not 0 < len(text.strip()) <= most or not _is_plain(text):
            return f"The text in {locale} has 1 to {most} characters."
    return ""


def _is_plain(text: str) -> bool:
    return all(sign.isprintable() or sign in "\n\t" for sign in text)
