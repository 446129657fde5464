"""Reads what a person types into the search box; any text is a query and none is an error.

Words are all wanted; `"a phrase"`, `field:value`, `-not`, `prefix*`, `this OR that` and parentheses do what their
look says. OR binds its two neighbours, as people know it from mail and the web: `red OR blue car` wants a car.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

MAX_LENGTH = 500
"""Letters of a query that count."""

MAX_TERMS = 32
"""Terms of a query that count: more cost time and find nothing."""

MAX_DEPTH = 8
"""Parentheses inside parentheses that are read."""


@dataclass(frozen=True, slots=True)
class Term:
    """One thing to look for; `start` and `end` are where its text stands in the query."""

    text: str
    kind: Literal["word", "phrase", "prefix"]
    field: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Not:
    """What the clause finds is not wanted."""

    clause: "Clause"


@dataclass(frozen=True, slots=True)
class And:
    """All of the clauses; without any, everything."""

    clauses: tuple["Clause", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of the clauses."""

    clauses: tuple["Clause", ...]


Clause = Term | Not | And | Or

_TOKEN = re.compile(
    r"""(?P<space>\s+)
    | (?P<open>\() | (?P<close>\))
    | (?P<or>\|+|(?:OR|OU)(?=[\s()]|$))
    | (?P<and>&+|(?:AND|ET)(?=[\s()]|$))
    | (?P<not>(?:-(?=[^\s-])|NOT\s+|NON\s+))
    | (?P<field>[^\W\d][\w.-]{0,59}:(?=[^\s:)]))?
      (?: ["«“”] (?P<phrase>[^"«»“”]*) (?:["»“”]|$)
        | (?P<word>[^\s()"«»“”]+) )""",
    re.VERBOSE,
)


def parse_query(text: str) -> Clause:
    """Read a query; what cannot be read as an operator is a word."""
    return _Parser(list(_read_tokens(text[:MAX_LENGTH]))).read_all(0)


def terms_of(clause: Clause) -> Iterator[Term]:
    """Yield the terms that are wanted, in the order of the text."""
    if isinstance(clause, Term):
        yield clause
    elif not isinstance(clause, Not):
        for part in clause.clauses:
            yield from terms_of(part)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    term: Term | None = None


def _read_tokens(text: str) -> Iterator[_Token]:
    """Cut the text into tokens; a character that starts none (a lone quote) is passed over."""
    place = terms = 0
    while place < len(text) and terms < MAX_TERMS:
        match = _TOKEN.match(text, place)
        if match is None or match.end() == place:
            place += 1
            continue
        place = match.end()
        kind = match.lastgroup or "space"
        if kind in ("phrase", "word"):
            terms += 1
            yield _Token("term", _read_term(match, kind))
        elif kind not in ("space", "and"):
            yield _Token(kind)


def _read_term(match: re.Match[str], kind: str) -> Term:
    written, start = match.group(kind), match.start(kind)
    field = match.group("field")
    name = field[:-1] if field else None
    if kind == "phrase":
        return Term(written, "phrase", name, start, start + len(written))
    bare = written.rstrip("*")
    return Term(bare, "prefix" if bare and bare != written else "word", name, start, start + len(bare))


class _Parser:
    """Recursive descent over tokens; a missing parenthesis is supplied, a spare one passed over."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._next = 0

    def read_all(self, depth: int) -> Clause:
        parts: list[Clause] = []
        while (kind := self._peek()) is not None:
            if kind == "close" and depth:
                break
            part = self._read_either(depth)
            if part is not None:
                parts.append(part)
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _peek(self) -> str | None:
        return self._tokens[self._next].kind if self._next < len(self._tokens) else None

    def _take(self) -> _Token:
        self._next += 1
        return self._tokens[self._next - 1]

    def _read_either(self, depth: int) -> Clause | None:
        found = [self._read_one(depth)]
        while self._peek() == "or":
            self._take()
            if self._peek() not in (None, "close", "or"):
                found.append(self._read_one(depth))
        parts = tuple(part for part in found if part is not None)
        return Or(parts) if len(parts) > 1 else (parts[0] if parts else None)

    def _read_one(self, depth: int) -> Clause | None:
        is_wanted = True
        while self._peek() == "not":
            self._take()
            is_wanted = not is_wanted
        if self._peek() is None:
            return None
        token = self._take()
        clause: Clause | None = token.term
        if token.kind == "open" and depth < MAX_DEPTH:
            clause = self.read_all(depth + 1)
            if self._peek() == "close":
                self._take()
        if clause is None or clause == And(()):
            return None
        return clause if is_wanted else Not(clause)
