"""How words become what the index compares: elisions cut, French and English stems, accents folded, codes kept.

A word matches another when they share one stem in either language, so nobody has to say which language they write in.
Accents are folded after stemming, because the French stemmer needs them, and the stem of the folded word is kept as
well, so that a word typed without its accents still meets the one that has them.
"""

import re
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

MAX_WORD = 64
"""Letters of a word that count; longer ones are noise from files."""

STOP_WORDS = frozenset(
    ("a au aux avec ce ces cette d dans de des du en et l la le les ou par pour sur un une").split()  # noqa: SIM905
    + ("an and at by for from in of on or the to with").split()  # noqa: SIM905
)
"""Folded words that a query may hold and a document may lack. `été` is none of them, though French grammar says so."""

_CHUNK = re.compile(r"[^\W_]+(?:['’ʼ&/._+-]+[^\W_]+)*")
_PART = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*")
_ELISION = re.compile(r"^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|presqu|quelqu)['’ʼ](?=.)")
_POSSESSIVE = re.compile(r"['’ʼ]s$")
_APOSTROPHES = re.compile(r"['’ʼ]")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})


@dataclass(frozen=True, slots=True)
class Word:
    """One word at its place: `surface` as people read it without case and accents, `stems` as the index compares.

    `is_whole` marks a code joined from its parts, which stand at the same place and the ones after.
    """

    position: int
    surface: str
    stems: tuple[str, ...]
    is_whole: bool = False


def fold(text: str) -> str:
    """Return the text without case and accents: `Été` → `ete`."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if not unicodedata.combining(c)))


def split_words(text: str) -> Iterator[Word]:
    """Split text into words; `REF-12/b` gives its three parts and, at the first one's place, `ref12b` as a whole."""
    position = 0
    prepared = unicodedata.normalize("NFC", text).casefold().translate(_LIGATURES)
    for chunk in _CHUNK.findall(prepared):
        words = [_read_word(part) for part in _PART.findall(chunk)]
        if len(words) > 1 and any(character.isdigit() for character in chunk):
            whole = "".join(surface for surface, _ in words)[:MAX_WORD]
            yield Word(position, whole, (whole,), is_whole=True)
        for surface, stems in words:
            yield Word(position, surface, stems)
            position += 1


@lru_cache(maxsize=100_000)
def _read_word(part: str) -> tuple[str, tuple[str, ...]]:
    cut = _POSSESSIVE.sub("", _ELISION.sub("", part))
    word = _APOSTROPHES.sub("", cut)[:MAX_WORD]
    surface = fold(word)
    if not surface.isalpha():
        return surface, (surface,)
    french, english = _stemmers()
    stems = (fold(french.stemWord(word)), french.stemWord(surface), english.stemWord(surface))
    return surface, tuple(dict.fromkeys(stems))


_local = threading.local()


def _stemmers() -> tuple[Stemmer.Stemmer, Stemmer.Stemmer]:
    """Return this thread's own pair: a Snowball stemmer keeps state and must not be shared."""
    if not hasattr(_local, "pair"):
        _local.pair = (Stemmer.Stemmer("french", 0), Stemmer.Stemmer("english", 0))
    pair: tuple[Stemmer.Stemmer, Stemmer.Stemmer] = _local.pair
    return pair
