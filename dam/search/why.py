"""Why a document answers a query: for each word wanted, the best place where it stands and by which way it was met.

Computed from the plan and the document alone, so that both back ends say the same.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from dam.search.document import SearchDocument
from dam.search.language import Word, fold, split_words
from dam.search.lexemes import SPELT, custom_field, fold_value, named_texts, spelt
from dam.search.plan import AllOf, AnyOf, InOrder, Inside, OneOf, Plan, StartsWith, Ways, Without
from dam.search.scores import PLACE_OF
from dam.search.weights import How, Weights

MAX_WORDS = 4_000
"""Words of one text that are looked through: a page of hits must not cost more than the search."""

_VALUES = frozenset({"tag", "collection name"})
"""Name spaces in which whole values are asked for."""

_WRITTEN = re.compile(r"[^\W_]+(?:['’ʼ.&/-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Why:
    """One reason: `typed` was met as `met`, by the way `how`, in `place`.

    `place` is `title`, `tag`, `collection`, `description`, `alt`, `filename`, `text`, `subtitles`, or `.key` for a field
    of the brand.
    """

    typed: str
    met: str
    how: How
    place: str


@dataclass(frozen=True, slots=True)
class _Met:
    """A place where a part of the plan was met, and what that is worth."""

    worth: float
    how: How
    place: str
    met: str


@dataclass(frozen=True, slots=True)
class _Text:
    name: str
    space: str
    weight: float
    written: str
    words: Sequence[Word]


def explain(plan: Plan, document: SearchDocument, weights: Weights) -> tuple[Why, ...]:
    """Return one reason for each word of the plan that the document meets; none for filters by value."""
    texts = _read_texts(document, weights)
    reasons = []
    for step in _wanted(plan):
        met = max(_meet(step, texts, weights, How.EXACT), key=lambda each: each.worth, default=None)
        if met is not None:
            reasons.append(Why(typed_of(step), met.met, met.how, met.place))
    return tuple(dict.fromkeys(reasons))


def _wanted(plan: Plan) -> Iterator[Plan]:
    match plan:
        case AllOf(parts) | OneOf(parts):
            for part in parts:
                yield from _wanted(part)
        case Without(_):
            return
        case _:
            yield plan


def _read_texts(document: SearchDocument, weights: Weights) -> list[_Text]:
    return [
        _Text(
            name,
            _space_of(name),
            weights.of(PLACE_OF[letter]),
            written,
            list(split_words(written[: MAX_WORDS * 8])),
        )
        for name, letter, written in named_texts(document)
        if written
    ]


def _space_of(name: str) -> str:
    """Return the name space under which the words, or the whole value, of a text are asked for."""
    if name == "collection":
        return "collection name"
    return custom_field(name[1:]) if name.startswith(".") else name


def _meet(plan: Plan, texts: Sequence[_Text], weights: Weights, how: How) -> Iterator[_Met]:
    """Yield where a part of the plan is met, each with its worth."""
    match plan:
        case Ways(ways):
            for way in ways:
                factor = weights.of_way(way.how)
                for met in _meet(way.plan, texts, weights, way.how):
                    yield _Met(met.worth * factor, _less_direct(met.how, way.how), met.place, met.met)
        case AllOf(parts) | OneOf(parts):
            for part in parts:
                yield from _meet(part, texts, weights, how)
        case AnyOf() | InOrder() | StartsWith() | Inside():
            for text in texts:
                found = _find(plan, text)
                if found:
                    yield _Met(text.weight, how, text.name, found)
        case Without(_):
            return


def _less_direct(inner: How, outer: How) -> How:
    """A synonym met by its stem is a synonym."""
    return outer if outer is not How.EXACT else inner


def _find(plan: Plan, text: _Text) -> str:
    """Return the words of the text that meet the part, as people wrote them; empty for none."""
    match plan:
        case AnyOf(lexemes):
            asked = _asked_of(lexemes, text)
            if text.space in _VALUES and fold_value(text.written) in asked:
                return text.written[:80]
            return _first(text, lambda word: _is_any(word, asked))
        case StartsWith(prefix):
            starts = tuple(start.removeprefix(SPELT) for start in _asked_of((prefix,), text))
            return _first(text, lambda word: word.surface.startswith(starts))
        case Inside(letters):
            return _first(text, lambda word: letters in word.surface)
        case InOrder(steps):
            return _find_in_order([_asked_of(step, text) for step in steps], text)
        case _:
            return ""


def _first(text: _Text, is_met: Callable[[Word], bool]) -> str:
    return next((_as_written(text, word) for word in text.words if is_met(word)), "")


def _find_in_order(steps: Sequence[set[str]], text: _Text) -> str:
    parts = [word for word in text.words if not word.is_whole]
    for start in range(len(parts) - len(steps) + 1):
        run = parts[start : start + len(steps)]
        if all(_is_any(word, step) for word, step in zip(run, steps, strict=True)):
            return " ".join(dict.fromkeys(_as_written(text, word) for word in run))
    return ""


def _is_any(word: Word, lexemes: set[str]) -> bool:
    return spelt(word.surface) in lexemes or not lexemes.isdisjoint(word.stems)


def _as_written(text: _Text, word: Word) -> str:
    """Return a word with its capitals and accents, as it stands in the text."""
    for match in _WRITTEN.finditer(text.written):
        if word.surface in {each.surface for each in split_words(match[0])}:
            return match[0][:80]
    return word.surface


def _asked_of(lexemes: Sequence[str], text: _Text) -> set[str]:
    """Return those of the lexemes that may stand in this text, without the name of its field."""
    own = f"{text.space}:"
    return {lexeme.removeprefix(own) for lexeme in lexemes if ":" not in lexeme or lexeme.startswith(own)}


def _bare(lexeme: str) -> str:
    """Return a lexeme without the name of its field: `title:=mer` → `=mer`."""
    return lexeme.rpartition(":")[2]


def typed_of(step: Plan) -> str:
    """Return what was typed for a part of the plan, as far as it still knows."""
    match step:
        case Ways(ways):
            return typed_of(ways[0].plan)
        case AllOf(parts) | OneOf(parts):
            return " ".join(typed_of(part) for part in parts)
        case AnyOf(lexemes):
            return _bare(lexemes[0]).removeprefix(SPELT) if lexemes else ""
        case InOrder(steps):
            return " ".join(step[0] for step in steps)
        case StartsWith(prefix):
            return _bare(prefix).removeprefix(SPELT) + "*"
        case Inside(letters):
            return letters
        case Without(_):
            return ""


def with_typos(reasons: Sequence[Why], asked: str) -> tuple[Why, ...]:
    """Mark what was met only because a word was corrected: all that was not typed so."""
    typed = {word.surface for word in split_words(asked)}
    return tuple(
        reason
        if not {fold(part) for part in reason.typed.rstrip("*").split()} - typed
        else _corrected(reason)
        for reason in reasons
    )


def _corrected(reason: Why) -> Why:
    return Why(reason.typed, reason.met, How.TYPO, reason.place)
