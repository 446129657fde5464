"""What a brand asks of the values of one field, and the check that a rule itself makes sense."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from dam.metadata.values.locales import is_locale, problem_of_texts
from dam.metadata.values.patterns import check_pattern

MAX_TEXT = {"text": 5_000, "long_text": 20_000}
"""Characters of a text, whatever the brand allows."""

MAX_SHAPED = 500
"""Characters of a text that is held against a pattern."""

MAX_SEVERAL = 100
"""Values in one field."""

TEXTUAL = ("text", "long_text")
SEVERAL = ("choice", "person", "place", "link", "term")


@dataclass(frozen=True, slots=True)
class FieldRules:
    """Rules of one field; what is not set is not asked.

    `least` and `most` bound a number, or a day as `2026-03-21`; `shortest` and `longest` the characters of a text, whose
    whole must fit `pattern` (RE2). `messages` holds the brand's own sentence per locale for what breaks a rule.
    `required_locales` are those that a required text by language needs; none means any. `vocabulary` is that of a term.
    """

    is_several: bool = False
    is_by_locale: bool = False
    unit: str = ""
    least: float | str | None = None
    most: float | str | None = None
    shortest: int = 0
    longest: int = 0
    pattern: str = ""
    messages: Mapping[str, str] = field(default_factory=dict)
    required_locales: tuple[str, ...] = ()
    vocabulary: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        return {
            **asdict(self),
            "required_locales": list(self.required_locales),
            "messages": dict(self.messages),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "FieldRules":
        """Read what a row or a request holds; unknown names are left out."""
        known = {one.name: kept[one.name] for one in fields(cls) if kept.get(one.name) is not None}
        if isinstance(known.get("required_locales"), list):
            known["required_locales"] = tuple(known["required_locales"])
        return cls(**known)


def is_filled(value: object, rules: FieldRules) -> bool:
    """Tell whether a field holds what is required: any value, and each of the languages that are asked for."""
    if value in (None, "", [], {}):
        return False
    if not rules.is_by_locale or not isinstance(value, Mapping):
        return True
    wanted = rules.required_locales
    return all(value.get(locale) for locale in wanted) if wanted else any(value.values())


def problems_of_rules(rules: FieldRules, kind: str) -> Iterator[tuple[str, str]]:
    """Yield the name of each wrong rule with one sentence."""
    if rules.is_several and kind not in SEVERAL:
        yield "is_several", f"Several values are for {', '.join(SEVERAL)}."
    if rules.is_by_locale and kind not in TEXTUAL:
        yield "is_by_locale", "A value per language is for texts."
    if not isinstance(rules.unit, str) or len(rules.unit) > 20:
        yield "unit", "A unit has at most 20 characters."
    yield from _bounds(rules, kind)
    yield from _shapes(rules, kind)
    if rules.messages and (sentence := problem_of_texts(rules.messages, 300)):
        yield "messages", sentence
    if not all(is_locale(one) for one in rules.required_locales):
        yield "required_locales", "Languages are written like fr or pt-BR."
    elif rules.required_locales and not rules.is_by_locale:
        yield "required_locales", "Only a text per language can ask for languages."
    if kind == "term" and not rules.vocabulary:
        yield "vocabulary", "A field of terms names its vocabulary."


def _bounds(rules: FieldRules, kind: str) -> Iterator[tuple[str, str]]:
    asked = [name for name in ("least", "most") if getattr(rules, name) is not None]
    if asked and kind not in ("number", "date"):
        yield asked[0], "A least and a most value are for numbers and days."
        return
    wanted: Any = str if kind == "date" else (int, float)
    wrong = [
        name
        for name in asked
        if not isinstance(getattr(rules, name), wanted) or isinstance(getattr(rules, name), bool)
    ]
    if wrong:
        yield wrong[0], "A bound is a number, or a day such as 2026-03-21."
    elif len(asked) == 2 and rules.least > rules.most:  # type: ignore[operator]
        yield "most", "The most is not below the least."


def _shapes(rules: FieldRules, kind: str) -> Iterator[tuple[str, str]]:
    asked = [name for name in ("shortest", "longest", "pattern") if getattr(rules, name)]
    if asked and kind not in TEXTUAL:
        yield asked[0], "Lengths and patterns are for texts."
        return
    for name in ("shortest", "longest"):
        length = getattr(rules, name)
        if not isinstance(length, int) or (not 0 <= length <= MAX_TEXT.get(kind, 0) and length):
            yield name, f"A length is a number up to {MAX_TEXT.get(kind, 0)}."
            return
    if rules.longest and rules.shortest > rules.longest:
        yield "longest", "The longest is not below the shortest."
    if rules.pattern and (sentence := check_pattern(rules.pattern)):
        yield "pattern", sentence
