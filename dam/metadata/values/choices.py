"""Things that can be chosen in a field, with their names per language."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dam.metadata.values.locales import problem_of_texts, text_in

MAX_CHOICES = 500
MAX_VALUE = 200

_COLOUR = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose. `value` is what assets keep; a retired one stays where it stands and is chosen no more.

    `label` holds a text per locale, empty where the value says it all; `colour` is `#rrggbb` or "", `picture` the id of
    an asset or "".
    """

    value: str
    label: Mapping[str, str] = field(default_factory=dict)
    colour: str = ""
    picture: str = ""
    is_retired: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        return {
            "value": self.value,
            "label": dict(self.label),
            "colour": self.colour,
            "picture": self.picture,
            "is_retired": self.is_retired,
        }

    @classmethod
    def from_json(cls, kept: str | Mapping[str, Any]) -> "Choice":
        """Read what a row holds; a text alone is a value without names."""
        if isinstance(kept, str):
            return cls(kept)
        return cls(
            kept["value"],
            dict(kept.get("label") or {}),
            kept.get("colour") or "",
            kept.get("picture") or "",
            bool(kept.get("is_retired")),
        )

    def name(self, locale: str) -> str:
        """Return what a reader of this language calls it."""
        return text_in(self.label, locale, self.value)


def read_choices(given: Iterable[object], errors: list[str]) -> tuple[Choice, ...]:
    """Return choices as texts or objects; what is wrong is added to `errors`, each value stands once."""
    kept: dict[str, Choice] = {}
    for one in given:
        sentence = _problem(one)
        if sentence:
            errors.append(sentence)
        elif isinstance(one, Choice):
            kept.setdefault(one.value, one)
        elif isinstance(one, str | Mapping):
            choice = Choice.from_json(one)
            kept.setdefault(choice.value, choice)
    if len(kept) > MAX_CHOICES:
        errors.append(f"There are at most {MAX_CHOICES} choices, and {len(kept)} came.")
    return tuple(kept.values())


def _problem(one: object) -> str:
    if isinstance(one, Choice):
        one = one.to_json()
    if isinstance(one, str):
        one = {"value": one}
    if not isinstance(one, Mapping):
        return "A choice is a text, or an object with a value."
    value = one.get("value")
    if not isinstance(value, str) or not 0 < len(value.strip()) <= MAX_VALUE or not value.isprintable():
        return f"Choices are texts of 1 to {MAX_VALUE} characters."
    if sentence := problem_of_texts(one.get("label") or {}, MAX_VALUE, needs_one=False):
        return f"{value}: {sentence}"
    colour = one.get("colour") or ""
    if colour and (not isinstance(colour, str) or _COLOUR.fullmatch(colour) is None):
        return f"{value}: a colour is written like #0b6b66."
    picture = one.get("picture") or ""
    if not isinstance(picture, str) or len(picture) > 32:
        return f"{value}: a picture is the id of an asset."
    unknown = set(one) - {"value", "label", "colour", "picture", "is_retired"}
    return f"A choice has no {sorted(map(str, unknown))[0][:40]!r}." if unknown else ""
