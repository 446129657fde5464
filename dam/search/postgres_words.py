"""The distinct words of the PostgreSQL index, with the groups of three letters by which they are found from inside."""

from collections.abc import Iterable, Set
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.orm import Session

from dam.search.lexemes import SPELT, spelt
from dam.search.models import SearchWord
from dam.search.nearness import MAX_SLIPS, near_words
from dam.search.plan import AllOf, AnyOf, Inside, OneOf, Plan, Way, Ways
from dam.search.vocabulary import MAX_HOLDING, MAX_LETTERS, MAX_LOOKED_AT

MAX_KNOWN = 200_000
"""Words that a process remembers to have added: some twenty megabytes."""

MAX_CANDIDATES = 400
"""Words looked at for one query: the shortest first."""


def letter_groups(word: str) -> list[str]:
    """Return the distinct groups of three letters of a word."""
    return sorted({word[place : place + 3] for place in range(len(word) - 2)})


def words_of(lexemes: Iterable[str]) -> set[str]:
    """Return the words as spelt among the lexemes of a document; codes and noise are left out."""
    words = (lexeme.removeprefix(SPELT) for lexeme in lexemes if lexeme.startswith(SPELT))
    return {word for word in words if word.isalpha() and 2 < len(word) <= MAX_LETTERS}


class KnownWords:
    """Adds words, sparing those that this process has added before."""

    def __init__(self) -> None:
        self._known: set[str] = set()

    def add(self, session: Session, words: Set[str]) -> None:
        """Keep words that are new, in their order, so that two writers do not wait for each other in a circle."""
        rows = [{"word": word, "groups": letter_groups(word)} for word in sorted(words - self._known)]
        if not rows:
            return
        session.execute(insert(SearchWord).on_conflict_do_nothing(), rows)
        sa.event.listen(session, "after_commit", lambda _: self._keep(words), once=True)

    def _keep(self, words: Set[str]) -> None:
        """Remember what stands in the table for good now."""
        if len(self._known) + len(words) > MAX_KNOWN:
            self._known = set()
        self._known = self._known | words


def words_holding(session: Session, letters: str, limit: int = MAX_HOLDING) -> list[str]:
    """Return words that hold the letters and more; those that end with them first, then begin, then hold them."""
    groups = sa.cast(letter_groups(letters), ARRAY(sa.Text))
    held = sa.select(SearchWord.word).where(
        SearchWord.groups.bool_op("@>")(groups), SearchWord.word != letters
    )
    some = held.order_by(sa.func.length(SearchWord.word), SearchWord.word).limit(MAX_CANDIDATES)
    words = [word for word in session.scalars(some) if letters in word]
    words.sort(key=lambda word: (not word.endswith(letters), not word.startswith(letters), word))
    return words[:limit]


def words_alike(session: Session, word: str) -> list[str]:
    """Return words that two slips make of the word."""
    first = word[:1]
    some = (
        sa.select(SearchWord.word)
        .where(SearchWord.word >= first, SearchWord.word < first + "\U0010ffff")
        .where(sa.func.length(SearchWord.word).between(len(word) - MAX_SLIPS, len(word) + MAX_SLIPS))
        .order_by(SearchWord.word)
        .limit(MAX_LOOKED_AT)
    )
    return near_words(word, session.scalars(some))


def resolve(session: Session, plan: Plan) -> Plan:
    """Replace what is looked for inside words by those words."""
    match plan:
        case Inside(letters):
            return AnyOf(tuple(spelt(word) for word in words_holding(session, letters)))
        case Ways(ways):
            resolved = [Way(way.how, resolve(session, way.plan)) for way in ways]
            return Ways(tuple(way for way in resolved if way.plan != AnyOf(())))
        case AllOf(parts) | OneOf(parts):
            return replace(plan, parts=tuple(resolve(session, part) for part in parts))
        case _:
            return plan
