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

MAX_PARTS = 6
"""Parts of a code that are put together, or taken apart."""

STOP_WORDS = frozenset(
    ("a au aux avec ce ces cette d dans de des du en et l la le les ou par pour sur un une").split()  # noqa: SIM905
    + ("an and at by for from in of on or the to with").split()  # noqa: SIM905
)
"""Folded words that a query may hold and a document may lack. `été` is none of them, though French grammar says so."""

_CHUNK = re.compile(r"[^\W_]+(?:(?:['’ʼ&/._+-]+|(?<=\d)[,\u00a0\u202f](?=\d{3}))[^\W_]+)*")
_PART = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*")
_LETTERS_OR_DIGITS = re.compile(r"[^\W\d_]+|\d+")
_MIXED = re.compile(r"[^\W\d_]\d|\d[^\W\d_]")
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
    """Split text into words.

    `REF-12/b` and `REF12b` give `ref`, `12`, `b` and, at the first one's place, `ref12b` as a whole; `T-shirt` gives
    `t`, `shirt` and `tshirt`; `1 234` with a space that does not break gives `1`, `234` and `1234`.
    """
    position = 0
    prepared = unicodedata.normalize("NFC", text).casefold().translate(_LIGATURES)
    for chunk in _CHUNK.findall(prepared):
        words = _read_chunk(chunk)
        if 1 < len(words) <= MAX_PARTS and _is_one(chunk):
            whole, stems = _read_word("".join(surface for surface, _ in words))
            yield Word(position, whole, stems, is_whole=True)
        for surface, stems in words:
            yield Word(position, surface, stems)
            position += 1


def _is_one(chunk: str) -> bool:
    """Tell whether parts make one name when they are put together: codes and numbers, and words that a hyphen joins."""
    return "-" in chunk or any(character.isdigit() for character in chunk)


def _read_chunk(chunk: str) -> list[tuple[str, tuple[str, ...]]]:
    parts = _PART.findall(chunk)
    if _MIXED.search(chunk):
        parts = [piece for part in parts for piece in _pieces(part)]
    return [_read_word(part) for part in parts]


def _pieces(part: str) -> list[str]:
    """Cut a code where letters meet digits; what changes all the time, as sums of bytes do, stays in one piece."""
    pieces = _LETTERS_OR_DIGITS.findall(part)
    return pieces if len(pieces) <= MAX_PARTS else [part]


IRREGULAR = {
    form: word
    for word, forms in {
        "blanc": "blanche blanches",
        "frais": "fraiche fraiches",
        "franc": "franche franches",
        "sec": "seche seches",
        "long": "longue longues",
        "doux": "douce douces",
        "roux": "rousse rousses",
        "faux": "fausse fausses",
        "vieux": "vieil vieille vieilles",
        "beau": "bel belle belles",
        "nouveau": "nouvel nouvelle nouvelles",
        "fou": "folle folles",
        "mou": "molle molles",
        "grec": "grecque grecques",
        "public": "publique publiques",
        "turc": "turque turques",
        "oeil": "yeux",
        "travail": "travaux",
        "vitrail": "vitraux",
        "email": "emaux",
        "ciel": "cieux",
        "man": "men",
        "woman": "women",
        "child": "children",
        "foot": "feet",
        "tooth": "teeth",
        "goose": "geese",
        "mouse": "mice",
        "knife": "knives",
        "leaf": "leaves",
        "shelf": "shelves",
        "scarf": "scarves",
        "loaf": "loaves",
        "wolf": "wolves",
        "half": "halves",
    }.items()
    for form in forms.split()
}
"""Forms whose stem no rule of endings finds, folded, in either language; they bear the stem of the word as well."""


@lru_cache(maxsize=100_000)
def _read_word(part: str) -> tuple[str, tuple[str, ...]]:
    cut = _POSSESSIVE.sub("", _ELISION.sub("", part))
    word = _APOSTROPHES.sub("", cut)[:MAX_WORD]
    surface = fold(word)[:MAX_WORD]  # one sign may fold to eighteen letters
    if not surface.isalpha():
        return surface, (surface,)
    french, english = _stemmers()
    stems: tuple[str, ...] = (
        fold(french.stemWord(word))[:MAX_WORD],
        french.stemWord(surface),
        english.stemWord(surface),
    )
    base = IRREGULAR.get(surface)
    if base is not None:
        stems = (*stems, french.stemWord(base), english.stemWord(base))
    return surface, tuple(dict.fromkeys(stems))


_local = threading.local()


def _stemmers() -> tuple[Stemmer.Stemmer, Stemmer.Stemmer]:
    """Return this thread's own pair: a Snowball stemmer keeps state and must not be shared."""
    if not hasattr(_local, "pair"):
        _local.pair = (Stemmer.Stemmer("french", 0), Stemmer.Stemmer("english", 0))
    pair: tuple[Stemmer.Stemmer, Stemmer.Stemmer] = _local.pair
    return pair
