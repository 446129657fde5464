"""What may stand in a field of each kind, and the one form in which it is kept."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Literal
from urllib.parse import urlsplit

from dam.metadata.values.choices import Choice
from dam.metadata.values.locales import MAX_LOCALES, is_locale
from dam.metadata.values.patterns import fits
from dam.metadata.values.places import kept_place
from dam.metadata.values.rules import MAX_SEVERAL, MAX_SHAPED, MAX_TEXT, FieldRules

FieldKind = Literal[
    "text", "long_text", "choice", "date", "number", "person", "place", "link", "boolean", "term"
]

_UNKEPT = re.compile("[\x00\ud800-\udfff]")
"""NUL and halves of characters: no database keeps the one, no answer can hold the other."""

MAX_NUMBER = 10**15
"""Up to here whole numbers come through JSON and every database as they went in."""

MAX_NAME = 200
"""Characters of a person's name."""


class RuleBroken(ValueError):
    """The value is of the right kind, and the brand asks for another; the brand's own sentence may say so better."""


def checked_value(
    value: Any,
    kind: FieldKind,
    choices: Sequence[Choice] = (),
    rules: FieldRules | None = None,
    *,
    is_required: bool = False,
) -> Any:
    """Return the kept form of a value, or raise `ValueError` with one sentence; "" stands for nothing.

    Terms come through as texts: which term they name is asked of the vocabulary.
    """
    rules = rules or FieldRules()
    if _is_empty(value):
        if is_required:
            raise ValueError("This field is required and cannot be empty.")
        return ""
    if rules.is_by_locale:
        return _by_locale(value, kind, rules)
    if not rules.is_several:
        return _one(value, kind, choices, rules)
    values = value if isinstance(value, list | tuple) else [value]
    if len(values) > MAX_SEVERAL:
        raise ValueError(f"This field holds at most {MAX_SEVERAL} values, and {len(values)} came.")
    kept: list[Any] = []
    for one in values:
        found = "" if _is_empty(one) else _one(one, kind, choices, rules)
        if found != "" and found not in kept:
            kept.append(found)
    return kept or ""


def _is_empty(value: Any) -> bool:
    return value in ([], {}, ()) or (isinstance(value, str) and not value.strip())


def _by_locale(value: Any, kind: FieldKind, rules: FieldRules) -> Any:
    if not isinstance(value, dict):
        raise ValueError('This field holds a text per language, like {"fr": "…", "en": "…"}.')
    wrong = next((locale for locale in value if not is_locale(locale)), None)
    if wrong is not None:
        raise ValueError(f"A language is written like fr or pt-BR, and {str(wrong)[:40]!r} came.")
    if len(value) > MAX_LOCALES:
        raise ValueError(f"This field holds at most {MAX_LOCALES} languages, and {len(value)} came.")
    said = {locale: text for locale, text in value.items() if text is not None and not _is_empty(text)}
    return {locale: _one(text, kind, (), rules) for locale, text in said.items()} or ""


def _one(value: Any, kind: FieldKind, choices: Sequence[Choice], rules: FieldRules) -> Any:
    if kind == "choice":
        return _chosen(value, choices)
    if kind in MAX_TEXT:
        return _within_rules(_text(value, MAX_TEXT[kind]), rules)
    kept = _CHECKS[kind](value)
    return _within_bounds(kept, rules) if kind in ("number", "date") else kept


def _chosen(value: Any, choices: Sequence[Choice]) -> str:
    """A retired choice is taken, too: a form that sends back what stands there is not wrong."""
    if not isinstance(value, str) or value not in {choice.value for choice in choices}:
        open_ones = [choice.value for choice in choices if not choice.is_retired]
        some = ", ".join(open_ones[:20]) + (" …" if len(open_ones) > 20 else "")
        raise ValueError(f"Choose one of {some}; {str(value)[:80]!r} is none of them.")
    return value


def _text(value: Any, most: int) -> str:
    if not isinstance(value, str) or len(value) > most or _UNKEPT.search(value):
        raise ValueError(f"This field holds a text of at most {most} characters.")
    return value.strip()


def _within_rules(text: str, rules: FieldRules) -> str:
    if len(text) < rules.shortest:
        raise RuleBroken(f"This field holds at least {rules.shortest} characters, and {len(text)} came.")
    if rules.longest and len(text) > rules.longest:
        raise RuleBroken(f"This field holds at most {rules.longest} characters, and {len(text)} came.")
    if rules.pattern and (len(text) > MAX_SHAPED or not fits(rules.pattern, text)):
        raise RuleBroken(f"This field holds what fits {rules.pattern}, and {text[:40]!r} does not.")
    return text


def _within_bounds(value: Any, rules: FieldRules) -> Any:
    unit = f" {rules.unit}" if rules.unit else ""
    if rules.least is not None and value < rules.least:
        raise RuleBroken(f"This field holds {rules.least}{unit} at the least, and {value} came.")
    if rules.most is not None and value > rules.most:
        raise RuleBroken(f"This field holds {rules.most}{unit} at the most, and {value} came.")
    return value


def _date(value: Any) -> str:
    """Keep `2026-03-21`: a day has no zone."""
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        raise ValueError(f"This field holds a day such as 2026-03-21, not {str(value)[:40]!r}.") from None


def _number(value: Any) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= MAX_NUMBER:
        raise ValueError(f"This field holds a number of at most 15 digits, not {str(value)[:40]!r}.")
    return value


def _link(value: Any) -> str:
    """Keep web addresses only: a `javascript:` link would run in the reader's page."""
    text = _text(value, MAX_TEXT["text"])
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("https", "http") or not parts.netloc or any(sign.isspace() for sign in text):
        raise ValueError("This field holds a web address that begins with https:// or http://.")
    return text


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("This field holds yes or no (true or false).")
    return value


def _name(value: Any) -> str:
    if not isinstance(value, str) or len(value.strip()) > MAX_NAME or not value.isprintable():
        raise ValueError(f"This field holds a name of at most {MAX_NAME} characters.")
    return " ".join(value.split())


_CHECKS: dict[str, Callable[[Any], Any]] = {
    "date": _date,
    "number": _number,
    "link": _link,
    "boolean": _boolean,
    "person": _name,
    "place": kept_place,
    "term": _name,
}
