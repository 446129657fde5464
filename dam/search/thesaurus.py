"""The synonyms in force, ready to be looked up while a query is planned."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from dam.search.language import STOP_WORDS, Word, split_words

MAX_WORDS = 6
"""Words of one synonym."""

MAX_ALTERNATIVES = 24
"""Other ways to say one thing that a query is widened by: more cost time and find what nobody meant."""

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list: its terms mean the same, or, when there are `meanings`, find those and not the reverse."""

    terms: tuple[str, ...]
    meanings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Thesaurus:
    """What else to look for, by the stems of what was typed.

    One step only: what a synonym means in its turn is not followed, so that a circle of entries is harmless and
    nothing drifts away from what was typed.
    """

    revision: str = ""
    others: Mapping[Key, tuple[str, ...]] = field(default_factory=dict, compare=False)

    def alternatives(self, words: Sequence[Word]) -> tuple[str, ...]:
        """Return the other ways to say the words; none when no entry knows them."""
        if not self.others:
            return ()
        found: dict[str, None] = {}
        for key in keys_of(words):
            found.update(dict.fromkeys(self.others.get(key, ())))
        return tuple(found)[:MAX_ALTERNATIVES]


NO_SYNONYMS = Thesaurus()


def build_thesaurus(revision: str, entries: Iterable[Entry]) -> Thesaurus:
    """Read a list of entries; several that know one term are put together."""
    others: dict[Key, dict[str, None]] = {}
    for entry in entries:
        for term in entry.terms:
            means = entry.meanings or tuple(other for other in entry.terms if other != term)
            for key in keys_of(_words(term)):
                others.setdefault(key, {}).update(dict.fromkeys(means))
    return Thesaurus(revision, {key: tuple(found) for key, found in others.items()})


def keys_of(words: Sequence[Word]) -> tuple[Key, ...]:
    """Return under what words are kept: the stems of a single word in either language, the first of each of several.

    A code stands under its whole form and under its parts.
    """
    wholes = [(word.stems[0],) for word in words if word.is_whole]
    parts = [word for word in words if not word.is_whole and word.surface not in STOP_WORDS]
    if len(parts) == 1:
        return tuple(dict.fromkeys([*wholes, *((stem,) for stem in parts[0].stems)]))
    together = tuple(word.stems[0] for word in parts)
    return tuple(dict.fromkeys([*wholes[:1], *([together] if together else [])]))


def _words(term: str) -> list[Word]:
    return list(split_words(term))
