"""Which language a text is shown in: what the address says, else what the browser prefers, else the house's own."""

import re
from collections.abc import Mapping, Sequence

_LOCALE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
_RANGE = re.compile(
    r"\s*([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)\s*(?:;\s*q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\s*)?"
)

MOST_RANGES = 20


def wanted_locales(asked: str, accept_language: str, own: str) -> list[str]:
    """Return locales, the most wanted first, each followed by its plain language (RFC 4647, lookup)."""
    named = [asked] if _LOCALE.fullmatch(asked) else _accepted(accept_language)
    found = [each for name in [*named, own] for each in (name, name.partition("-")[0])]
    return list(dict.fromkeys(name.lower() for name in found))


def text_in(texts: Mapping[str, object], wanted: Sequence[str]) -> tuple[str, str]:
    """Return the text nearest to what is wanted, with its locale; any text rather than none, and none as ""."""
    there = {str(locale).lower(): (str(text).strip(), str(locale)) for locale, text in texts.items()}
    for locale in (*wanted, *there):
        text, name = there.get(locale, ("", ""))
        if text:
            return text, name
    return "", ""


def text_among(texts: Mapping[str, object], wanted: Sequence[str]) -> str:
    """Return the text in one of the wanted languages, "" when there is none: what stands without a language is nearer."""
    there = {str(locale).lower(): str(text).strip() for locale, text in texts.items()}
    return next((there[locale] for locale in wanted if there.get(locale)), "")


def _accepted(header: str) -> list[str]:
    """Read `Accept-Language` (RFC 9110, 12.5.4); what cannot be read is left out."""
    weighed = []
    for part in header.split(",")[:MOST_RANGES]:
        match = _RANGE.fullmatch(part)
        if match is not None and (weight := float(match[2] or 1)) > 0:
            weighed.append((weight, match[1]))
    return [name for _, name in sorted(weighed, key=lambda each: -each[0])]
