"""The distinct words of an index, to be searched for letters that they hold."""

from bisect import bisect_left
from collections.abc import Iterable
from itertools import islice

from dam.search.nearness import near_words

MAX_HOLDING = 60
"""Words that letters inside them may stand for: `port` stands in hundreds, and nobody looks at the hundredth."""

MAX_LETTERS = 40
"""Letters of a word that is kept here; longer ones are codes and noise."""

MAX_LOOKED_AT = 20_000
"""Words that begin alike of which each is compared with a slip of the finger."""

_EDGE = "\n"


class Vocabulary:
    """Sorted words in one text: a scan of 100,000 of them takes a millisecond."""

    def __init__(self, words: Iterable[str]) -> None:
        kept = (word for word in words if word.isalpha() and len(word) <= MAX_LETTERS)
        self.words = sorted(kept)
        self._text = _EDGE + _EDGE.join(self.words) + _EDGE

    def holding(self, letters: str, limit: int = MAX_HOLDING) -> list[str]:
        """Return words that hold the letters and more; those that end with them first, then begin, then hold them."""
        found: list[str] = []
        for pattern in (letters + _EDGE, _EDGE + letters, letters):
            self._scan(pattern, letters, limit, found)
        return found

    def starting(self, letters: str, limit: int) -> list[str]:
        """Return the first words that start so."""
        start = bisect_left(self.words, letters)
        end = bisect_left(self.words, letters + "\U0010ffff", start)
        return self.words[start : min(end, start + limit)]

    def alike(self, word: str) -> list[str]:
        """Return words that two slips make of the word."""
        start = bisect_left(self.words, word[:1])
        end = bisect_left(self.words, word[:1] + "\U0010ffff", start)
        return near_words(word, islice(self.words, start, min(end, start + MAX_LOOKED_AT)))

    def _scan(self, pattern: str, letters: str, limit: int, found: list[str]) -> None:
        seen, place = set(found), self._text.find(pattern)
        while place >= 0 and len(found) < limit:
            inside = place + pattern.startswith(_EDGE)
            start = self._text.rfind(_EDGE, 0, inside) + 1
            end = self._text.find(_EDGE, inside)
            word = self._text[start:end]
            if word != letters and word not in seen:
                found.append(word)
                seen.add(word)
            place = self._text.find(pattern, end)
