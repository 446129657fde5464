"""What an index offers while somebody types, before it has names for people."""

from collections.abc import Sequence
from dataclasses import dataclass

from dam.search.language import split_words
from dam.search.lexemes import MAX_VALUE, SPELT

MIN_LETTERS = 2
"""Letters after which offers begin: after one, everything would be offered."""

MAX_TITLES = 5

MAX_VALUES = 5
"""Values of each facet that are offered."""

MAX_COUNT = 100
"""Assets with a value that are counted: this many means that many or more."""

MAX_CHOICES = 12
"""Values that begin as typed, the shortest, of which PostgreSQL offers the most frequent."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the search box: whole words, and the last one that may still go on."""

    words: tuple[tuple[str, ...], ...]
    start: str
    folded: str

    @property
    def is_enough(self) -> bool:
        """Tell whether anything can be offered yet."""
        return len(self.start) >= MIN_LETTERS or (bool(self.words) and bool(self.start))

    def title_lexemes(self) -> tuple[list[tuple[str, ...]], str]:
        """Return the lexemes that a title must hold, one of each, and how another one must begin."""
        return [
            tuple(f"title:{stem}" for stem in stems) for stems in self.words
        ], f"title:{SPELT}{self.start}"

    def begins(self, value: str) -> bool:
        """Tell whether a value as `spoken`, or a word in it, begins as typed."""
        return value.startswith(self.folded) or f" {self.folded}" in value


@dataclass(frozen=True, slots=True)
class Offered:
    """Titles by the ids of their assets, and values as `(facet, value, count)`, the most frequent first."""

    titles: tuple[str, ...] = ()
    values: tuple[tuple[str, str, int], ...] = ()


NOTHING = Offered()


def read_typed(text: str) -> Typed:
    """Read what was typed so far; operators and marks are passed over."""
    words = [word for word in split_words(text[-200:]) if not word.is_whole]
    if not words:
        return Typed((), "", "")
    return Typed(tuple(word.stems for word in words[:-1][-8:]), words[-1].surface, spoken(text))


def spoken(value: str) -> str:
    """Return a value as typing is compared with it: `Printemps d'été` → `printemps ete`, `VT-77` → `vt 77`."""
    return " ".join(word.surface for word in split_words(value[-MAX_VALUE:]) if not word.is_whole)


def most_frequent(counts: Sequence[tuple[str, str, int]]) -> list[tuple[str, str, int]]:
    """Return the values to offer, of each facet the most frequent that anybody sees."""
    found: list[tuple[str, str, int]] = []
    room: dict[str, int] = {}
    for facet, value, count in sorted(counts, key=lambda each: (-each[2], len(each[1]), each[1])):
        if count and room.setdefault(facet, MAX_VALUES):
            room[facet] -= 1
            found.append((facet, value, min(count, MAX_COUNT)))
    return found
