"""What people write on an asset, checked field by field: titles, descriptions, alt texts."""

import re
import unicodedata
from collections.abc import Mapping

from dam.errors import FieldError

MAX_TITLE = 500
MAX_DESCRIPTION = 20_000
MAX_ALT = 2_000
"""Characters: far above what reads well, far below what slows a page."""

MAX_LOCALES = 50

_LOCALE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")


def check_text(errors: list[FieldError], path: str, value: object, limit: int) -> str:
    """Return the text without surrounding spaces and control characters; None is an empty text.

    What is wrong is added to `errors`.
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        errors.append(FieldError(path, f"{path} is a text, and {type(value).__name__} came."))
        return ""
    text = "".join(sign for sign in value if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs"))
    text = text.strip()
    if len(text) > limit:
        errors.append(FieldError(path, f"{path} has at most {limit} characters, and {len(text)} came."))
    return text


def is_locale(text: str) -> bool:
    """Tell whether this names a language as RFC 5646 writes it: fr, pt-BR, zh-Hant."""
    return _LOCALE.fullmatch(text) is not None


def merge_alt(errors: list[FieldError], kept: Mapping[str, str], patch: object) -> dict[str, str]:
    """Return the alt texts after a merge patch: null removes a locale, or all of them."""
    if patch is None:
        return {}
    if not isinstance(patch, Mapping):
        errors.append(FieldError("alt", 'alt holds a text per language, like {"fr": "…"}.'))
        return dict(kept)
    merged = dict(kept)
    for locale, value in patch.items():
        if not isinstance(locale, str) or not is_locale(locale):
            errors.append(
                FieldError(
                    f"alt.{locale}", f"A language is written like fr or pt-BR, and {str(locale)[:40]!r} came."
                )
            )
            continue
        text = check_text(errors, f"alt.{locale}", value, MAX_ALT)
        merged.pop(locale, None)
        if text:
            merged[locale] = text
    if len(merged) > MAX_LOCALES:
        errors.append(
            FieldError("alt", f"alt holds at most {MAX_LOCALES} languages, and {len(merged)} came.")
        )
    return merged
