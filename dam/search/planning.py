"""Turns a query into a plan: stems beside the word as typed, synonyms, and longer words that hold it."""

from collections.abc import Sequence
from functools import lru_cache

from dam.search.language import STOP_WORDS, Word, fold, split_words
from dam.search.lexemes import custom_field, name_lexeme, spelt, value_lexeme
from dam.search.plan import (
    EVERYTHING,
    AllOf,
    AnyOf,
    InOrder,
    Inside,
    OneOf,
    Plan,
    StartsWith,
    Way,
    Ways,
    Without,
)
from dam.search.query import And, Clause, Not, Or, Term, parse_query
from dam.search.synonyms import FIELD_NAMES, NAMED_FIELDS, VALUE_FIELDS, VALUE_NAMES, WORD_FIELDS
from dam.search.thesaurus import MAX_WORDS, NO_SYNONYMS, Thesaurus
from dam.search.tuning import PLAIN, Tuning
from dam.search.weights import How

MIN_INSIDE = 4
"""Letters of a word that is looked for inside others: shorter ones stand in everything."""


@lru_cache(maxsize=256)
def plan_text(text: str, tuning: Tuning = PLAIN) -> Plan:
    """Return what a document must have to answer what a person typed."""
    return _Planner(tuning.synonyms, looks_inside=tuning.weights.of("inside") > 0).plan(parse_query(text))


def plan_query(clause: Clause) -> Plan:
    """Return what a document must have to answer the query, by its own words alone."""
    return _Planner(NO_SYNONYMS, looks_inside=False).plan(clause)


class _Planner:
    """Plans one query; below a `Not` only what was typed is looked up, so that nothing more is hidden than was asked."""

    def __init__(self, synonyms: Thesaurus, *, looks_inside: bool) -> None:
        self._synonyms, self._looks_inside = synonyms, looks_inside

    def plan(self, clause: Clause) -> Plan:
        match clause:
            case Term():
                return self._term(clause) or EVERYTHING
            case Not(inner):
                unwanted = plan_query(inner)
                return EVERYTHING if unwanted == EVERYTHING else Without(unwanted)
            case Or(clauses):
                ways = tuple(plan for each in clauses if (plan := self.plan(each)) != EVERYTHING)
                return OneOf(ways) if ways else EVERYTHING
            case And(clauses):
                return self._all(clauses)

    def _all(self, clauses: Sequence[Clause]) -> Plan:
        """Plan clauses that are all wanted: words that one synonym knows together first, punctuation not at all."""
        wanted = tuple(part for part in clauses if not _is_stop_word(part))
        kept = list(clauses if all(isinstance(part, Not) for part in wanted) else wanted)
        plans: list[Plan] = []
        while kept:
            count, plan = self._together(kept)
            plans.append(plan)
            del kept[:count]
        return AllOf(tuple(plan for plan in plans if plan != EVERYTHING))

    def _together(self, clauses: Sequence[Clause]) -> tuple[int, Plan]:
        """Plan the first clause, or as many plain words as a synonym of several words knows; return how many."""
        run = 0
        while run < min(len(clauses), MAX_WORDS) and _is_plain(clauses[run]):
            run += 1
        for count in range(run, 1, -1):
            text = " ".join(term.text for term in clauses[:count] if isinstance(term, Term))
            others = self._synonyms.alternatives(list(split_words(text)))
            if others:
                own = AllOf(tuple(self.plan(each) for each in clauses[:count]))
                return count, Ways((Way(How.EXACT, own), *_synonym_ways(others)))
        return 1, self.plan(clauses[0])

    def _term(self, term: Term) -> Plan | None:
        if term.field is None:
            return self._words(term.text, term.kind)
        written = fold(term.field)
        field = FIELD_NAMES.get(written, written)
        if field in VALUE_FIELDS:
            return _plan_value(field, term)
        if field in WORD_FIELDS:
            return _plan_words(term.text, term.kind, f"{field}:")
        return _plan_unknown_field(term)

    def _words(self, text: str, kind: str) -> Plan | None:
        """Plan words that may stand anywhere; single ones are widened by synonyms and by what holds them."""
        plan = _plan_words(text, kind, "")
        if plan is None or kind != "word":
            return plan
        words = list(split_words(text))
        ways = [*_synonym_ways(self._synonyms.alternatives(words))]
        if self._looks_inside and len(words) == 1 and _may_be_inside(words[0]):
            ways.append(Way(How.INSIDE, Inside(words[0].surface)))
        if not ways:
            return plan
        own = plan.ways if isinstance(plan, Ways) else (Way(How.EXACT, plan),)
        return Ways((*own, *ways))


def _is_stop_word(clause: Clause) -> bool:
    return _is_plain(clause) and isinstance(clause, Term) and fold(clause.text) in STOP_WORDS


def _is_plain(clause: Clause) -> bool:
    return isinstance(clause, Term) and clause.kind == "word" and not clause.field


def _may_be_inside(word: Word) -> bool:
    return len(word.surface) >= MIN_INSIDE and word.surface.isalpha() and word.surface.isascii()


def _synonym_ways(others: Sequence[str]) -> list[Way]:
    plans = (_plan_words(other, "phrase", "") for other in others)
    return [Way(How.SYNONYM, plan) for plan in plans if plan is not None]


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
        return Ways(tuple(Way(How.PREFIX, plan) for plan in plans))
    if len(parts) == 1 and not whole:
        return _plan_one(parts[0], space)
    ways = [Way(How.EXACT, InOrder(tuple(_within(space, word.stems) for word in parts)))]
    if len(whole) == 1 and whole[0].position == 0 and _is_all(text, whole[0]):
        ways.append(Way(How.EXACT, AnyOf(_within(space, whole[0].stems))))
    return ways[0].plan if len(ways) == 1 else Ways(tuple(ways))


def _is_all(text: str, whole: Word) -> bool:
    """Tell whether a code is the whole text, and not one word of a phrase."""
    parts = [word.surface for word in split_words(text) if not word.is_whole]
    return "".join(parts) == whole.surface


def _plan_one(word: Word, space: str) -> Plan:
    """Look up a word as typed and by its stems, which find the same and more."""
    stems = AnyOf(_within(space, word.stems))
    if not word.surface.isalpha():
        return stems
    return Ways((Way(How.EXACT, AnyOf((space + spelt(word.surface),))), Way(How.STEM, stems)))


def _plan_prefix(words: Sequence[Word], space: str) -> Plan:
    *before, last = words
    start = StartsWith(space + spelt(last.surface))
    return AllOf((*(AnyOf(_within(space, word.stems)) for word in before), start)) if before else start


def _within(space: str, stems: Sequence[str]) -> tuple[str, ...]:
    return tuple(space + stem for stem in stems)
