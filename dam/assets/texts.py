"""What people write on an asset, checked field by field: titles, descriptions, alt texts."""

import unicodedata
from collections.abc import Mapping

from dam.errors import FieldError
from dam.metadata.values.locales import MAX_LOCALES, is_locale

MAX_TITLE = 500
MAX_DESCRIPTION = 20_000
MAX_ALT = 2_000
"""Characters: far above what reads well, far below what slows a page."""


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


def merge_alt(errors: list[FieldError], kept: Mapping[str, str], patch: object) -> dict[str, str]:
    """Return the alt texts after a merge patch: null removes a locale, or all of them."""
    return merge_texts(errors, "alt", kept, patch, MAX_ALT)


def merge_texts(
    errors: list[FieldError], path: str, kept: Mapping[str, str], patch: object, most: int
) -> dict[str, str]:
    """Return texts per language of at most `most` characters after a merge patch; what is wrong is added to `errors`."""
    if patch is None:
        return {}
    if not isinstance(patch, Mapping):
        errors.append(FieldError(path, f'{path} holds a text per language, like {{"fr": "…"}}.'))
        return dict(kept)
    merged = dict(kept)
    for locale, value in patch.items():
        if not is_locale(locale):
            sentence = f"A language is written like fr or pt-BR, and {str(locale)[:40]!r} came."
            errors.append(FieldError(f"{path}.{locale}", sentence))
            continue
        text = check_text(errors, f"{path}.{locale}", value, most)
        merged.pop(locale, None)
        if text:
            merged[locale] = text
    if len(merged) > MAX_LOCALES:
        sentence = f"{path} holds at most {MAX_LOCALES} languages, and {len(merged)} came."
        errors.append(FieldError(path, sentence))
    return merged
