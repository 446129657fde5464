"""Turns a query into lexemes to look up: the same plan for both back ends."""

from collections.abc import Sequence
from dataclasses import dataclass

from dam.search.language import STOP_WORDS, Word, fold, split_words
from dam.search.lexemes import custom_field, name_lexeme, spelt, value_lexeme
from dam.search.query import And, Clause, Not, Or, Term
from dam.search.synonyms import FIELD_NAMES, NAMED_FIELDS, VALUE_FIELDS, VALUE_NAMES, WORD_FIELDS


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Has one of the lexemes."""

    lexemes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InOrder:
    """Has, at places that follow each other, one lexeme of each step."""

    steps: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class StartsWith:
    """Has a lexeme that starts so."""

    prefix: str


@dataclass(frozen=True, slots=True)
class AllOf:
    """Satisfies every part; without any, everything does."""

    parts: tuple["Plan", ...]


@dataclass(frozen=True, slots=True)
class OneOf:
    """Satisfies at least one part."""

    parts: tuple["Plan", ...]


@dataclass(frozen=True, slots=True)
class Without:
    """Does not satisfy the part."""

    part: "Plan"


Plan = AnyOf | InOrder | StartsWith | AllOf | OneOf | Without

EVERYTHING = AllOf(())
"""The plan of an empty query."""


def plan_query(clause: Clause) -> Plan:
    """Return what a document must have to answer the query."""
    match clause:
        case Term():
            return _plan_term(clause) or EVERYTHING
        case Not(inner):
            unwanted = plan_query(inner)
            return EVERYTHING if unwanted == EVERYTHING else Without(unwanted)
        case Or(clauses):
            ways = _plan_each(clauses)
            return OneOf(ways) if ways else EVERYTHING
        case And(clauses):
            wanted = tuple(part for part in clauses if not _is_stop_word(part))
            kept = wanted if any(not isinstance(part, Not) for part in wanted) else clauses
            return AllOf(_plan_each(kept))


def _plan_each(clauses: Sequence[Clause]) -> tuple[Plan, ...]:
    """Plan the clauses that say something; punctuation alone says nothing."""
    return tuple(plan for clause in clauses if (plan := plan_query(clause)) != EVERYTHING)


def _is_stop_word(clause: Clause) -> bool:
    return (
        isinstance(clause, Term)
        and clause.kind == "word"
        and not clause.field
        and fold(clause.text) in STOP_WORDS
    )


def _plan_term(term: Term) -> Plan | None:
    if term.field is None:
        return _plan_words(term.text, term.kind, "")
    written = fold(term.field)
    field = FIELD_NAMES.get(written, written)
    if field in VALUE_FIELDS:
        return _plan_value(field, term)
    if field in WORD_FIELDS:
        return _plan_words(term.text, term.kind, f"{field}:")
    return _plan_unknown_field(term)


def _plan_value(field: str, term: Term) -> Plan:
    value = value_lexeme(field, VALUE_NAMES.get(field, {}).get(fold(term.text), term.text))
    lexemes = (value, name_lexeme(field, term.text)) if field in NAMED_FIELDS else (value,)
    if term.kind != "prefix":
        return AnyOf(lexemes)
    starts = tuple(map(StartsWith, lexemes))
    return starts[0] if len(starts) == 1 else OneOf(starts)


def _plan_unknown_field(term: Term) -> Plan | None:
    """Look into the brand's own field of that name, and for the words as typed: `re:invent` names no field."""
    assert term.field is not None
    ways = (
        _plan_words(term.text, term.kind, f"{custom_field(term.field)}:"),
        _plan_words(f"{term.field} {term.text}", "prefix" if term.kind == "prefix" else "phrase", ""),
    )
    plans = tuple(plan for plan in ways if plan is not None)
    return OneOf(plans) if plans else None


def _plan_words(text: str, kind: str, space: str) -> Plan | None:
    words = list(split_words(text))
    if not words:
        return None
    whole, parts = [word for word in words if word.is_whole], [word for word in words if not word.is_whole]
    if kind == "prefix":
        plans = [_plan_prefix(parts, space), *(StartsWith(space + spelt(word.surface)) for word in whole)]
    else:
        plans = [_plan_order(parts, space)]
        if kind == "word":
            plans += [AnyOf(_within(space, word.stems)) for word in whole]
    return plans[0] if len(plans) == 1 else OneOf(tuple(plans))


def _plan_order(words: Sequence[Word], space: str) -> Plan:
    steps = tuple(_within(space, word.stems) for word in words)
    return AnyOf(steps[0]) if len(steps) == 1 else InOrder(steps)


def _plan_prefix(words: Sequence[Word], space: str) -> Plan:
    *before, last = words
    start = StartsWith(space + spelt(last.surface))
    return AllOf((*(AnyOf(_within(space, word.stems)) for word in before), start)) if before else start


def _within(space: str, stems: Sequence[str]) -> tuple[str, ...]:
    return tuple(space + stem for stem in stems)
