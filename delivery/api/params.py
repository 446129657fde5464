"""Reads query parameters strictly: known names, whole numbers in range, dates that exist."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Literal

from starlette.datastructures import QueryParams

from dam.errors import FieldError, Invalid
from delivery.api.shape import unknown_name

MOST_ITEMS = 200
"""The longest page of a list."""

USUAL_ITEMS = 50
"""The length of a page when nobody asks for another."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One query parameter, declared once for reading and for the documentation.

    `kind`: text, number (whole), amount (not whole, not below 0), flag (0 or 1), moment (RFC 3339 or YYYY-MM-DD) or
    choice (one of `choices`). A family takes every name that begins with its own, as texts.
    """

    name: str
    meaning: str
    kind: Literal["text", "number", "amount", "flag", "moment", "choice"] = "text"
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 2**31 - 1
    is_repeatable: bool = False
    ends_day: bool = False
    is_family: bool = False


LIMIT = Parameter("limit", f"How many items, {USUAL_ITEMS} when absent.", "number", least=1, most=MOST_ITEMS)
CURSOR = Parameter("cursor", "Where to go on: `next` of the answer before.")
PAGING = (LIMIT, CURSOR)

SHORT_LIST = (
    Parameter("limit", "How many items, all of them when absent.", "number", least=1, most=MOST_ITEMS),
    CURSOR,
)
"""Paging of lists that are short by nature; who wants no pages gets all."""

Value = str | int | float | bool | datetime | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """The parameters that came, read; what did not come or came empty is absent."""

    values: Mapping[str, Value]

    def text(self, name: str) -> str | None:
        """Return a text or choice."""
        value = self.values.get(name)
        return value if isinstance(value, str) else None

    def texts(self, name: str) -> tuple[str, ...]:
        """Return every value of a repeatable parameter."""
        value = self.values.get(name, ())
        return value if isinstance(value, tuple) else (str(value),)

    def moment(self, name: str) -> datetime | None:
        """Return a moment in UTC."""
        value = self.values.get(name)
        return value if isinstance(value, datetime) else None

    def amount(self, name: str) -> float | None:
        """Return a whole number or an amount."""
        value = self.values.get(name)
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None

    def family(self, *beginnings: str) -> dict[str, tuple[str, ...]]:
        """Return the values of every parameter whose name begins so."""
        return {name: self.texts(name) for name in self.values if name.startswith(beginnings)}

    def flag(self, name: str) -> bool:
        """Tell whether a flag was 1."""
        return self.values.get(name) is True

    def number(self, name: str, default: int) -> int:
        """Return a whole number."""
        value = self.values.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else default

    @property
    def limit(self) -> int:
        """How many items were asked for."""
        return self.number("limit", USUAL_ITEMS)

    @property
    def cursor(self) -> str | None:
        """Where to go on."""
        return self.text("cursor")


def read_query(given: QueryParams, parameters: Sequence[Parameter]) -> Query:
    """Read what came against what is declared; anything else raises `Invalid` naming each parameter."""
    known = {parameter.name: parameter for parameter in parameters}
    found: list[FieldError] = []
    values: dict[str, Value] = {}
    families = [parameter for parameter in parameters if parameter.is_family]
    for name in dict.fromkeys(given.keys()):
        texts = [text for text in given.getlist(name) if text != ""]
        parameter = known.get(name) or next((each for each in families if name.startswith(each.name)), None)
        if parameter is None:
            found.append(unknown_name(name, name, known))
        elif texts:
            try:
                values[name] = _read(parameter, texts)
            except ValueError as error:
                found.append(FieldError(name, str(error)))
    if found:
        raise Invalid(f"The address is not right: {found[0].path}: {found[0].message}", found)
    return Query(values)


def with_plus(given: QueryParams) -> dict[str, str]:
    """Return what came by name, a moment with the plus of its zone: a bare + in an address arrives as a space."""
    return {name: text.replace(" ", "+") if name in ("from", "to") else text for name, text in given.items()}


def read_moment(text: str, *, ends_day: bool = False) -> datetime:
    """Read RFC 3339 or YYYY-MM-DD (its beginning, or its end with `ends_day`) as UTC; `ValueError` in words."""
    try:
        if len(text) == 10:
            return datetime.combine(date.fromisoformat(text), time.max if ends_day else time.min, UTC)
        moment = datetime.fromisoformat(text.replace(" ", "+"))  # a bare + in an address arrives as a space
        if moment.tzinfo is None:
            raise ValueError(text)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(
            f"expected a moment like 2026-03-21T10:00:00Z or a date like 2026-03-21, not {text[:60]!r}."
        ) from error


def _read(parameter: Parameter, texts: Sequence[str]) -> Value:
    if parameter.is_repeatable or parameter.is_family:
        return tuple(_choice(text, parameter) for text in texts)
    if len(texts) > 1:
        raise ValueError("expected once, not several times.")
    (text,) = texts
    match parameter.kind:
        case "number":
            return _whole_number(text, parameter)
        case "amount":
            return _amount(text)
        case "flag":
            return _flag(text)
        case "moment":
            return read_moment(text, ends_day=parameter.ends_day)
        case _:
            return _choice(text, parameter)


def _choice(text: str, parameter: Parameter) -> str:
    if "\x00" in text:
        raise ValueError("a text may not contain the character NUL.")
    if parameter.choices and text not in parameter.choices:
        raise ValueError(f"expected one of {', '.join(parameter.choices)}, not {text[:60]!r}.")
    return text


def _whole_number(text: str, parameter: Parameter) -> int:
    is_number = text.isascii() and text.isdecimal() and len(text) <= 12
    if not is_number or not parameter.least <= int(text) <= parameter.most:
        raise ValueError(
            f"expected a whole number from {parameter.least} to {parameter.most}, not {text[:60]!r}."
        )
    return int(text)


def _amount(text: str) -> float:
    if re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,6})?", text) is None:
        raise ValueError(f"expected a number such as 12.5, not {text[:60]!r}.")
    return float(text)


def _flag(text: str) -> bool:
    if text not in ("0", "1", "true", "false"):
        raise ValueError(f"expected 0 or 1, not {text[:60]!r}.")
    return text in ("1", "true")
