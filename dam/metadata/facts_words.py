"""Texts as they come out of files: made clean, and the best source taken for each."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

MAX_TEXT = 10_000
"""Characters kept of one text; beyond, it is no caption."""

MAX_KEYWORDS = 200


@dataclass(frozen=True, slots=True)
class Words:
    """What one block of metadata says in words."""

    title: str | None = None
    description: str | None = None
    keywords: tuple[str, ...] = ()
    creator: str | None = None
    copyright: str | None = None
    credit: str | None = None
    captured_at: str | None = None


def clean(text: object) -> str | None:
    """Return printable text without ends of white space, or None when nothing is left.

    Line breaks stay; NUL and other control characters go, because a database refuses the one and people the others.
    """
    if not isinstance(text, str):
        return None
    kept = "".join(
        sign for sign in text[:MAX_TEXT] if sign in "\n\t" or unicodedata.category(sign) not in _UNSAID
    )
    return kept.strip() or None


_UNSAID = frozenset({"Cc", "Cs", "Cn"})


def clean_all(texts: Iterable[object]) -> tuple[str, ...]:
    """Clean each, leave out the empty and the repeated."""
    kept = dict.fromkeys(text for one in texts if (text := clean(one)))
    return tuple(list(kept)[:MAX_KEYWORDS])


def decoded(raw: object) -> str | None:
    """Read bytes of unsaid encoding: UTF-8 when they are, else Latin 1 as old cameras and editors wrote."""
    if isinstance(raw, str):
        return clean(raw)
    if not isinstance(raw, bytes):
        return None
    try:
        return clean(raw.decode())
    except UnicodeDecodeError:
        return clean(raw.decode("cp1252", "replace"))


def first_of(*sources: Words) -> Words:
    """Take each text from the first source that has it."""
    found: dict[str, Any] = {}
    for one in fields(Words):
        said = (getattr(source, one.name) for source in sources)
        found[one.name] = next(filter(None, said), one.default)
    return Words(**found)
