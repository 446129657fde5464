"""Taking what was noted of a rendition apart into the sentences of `renditions.reasons`, so that it can be translated."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from renditions import reasons


def sentences_of(note: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield each sentence of a note as it stands in `reasons`, with the values that were filled in.

    What is not one of ours (the words of a failed child) is yielded as it is.
    """
    while note:
        sentence, values, note = _first(note)
        yield sentence, values


def _first(note: str) -> tuple[str, Mapping[str, str], str]:
    for sentence, pattern in _patterns():
        if found := pattern.match(note):
            return sentence, found.groupdict(), note[found.end() :]
    return note, {}, ""


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The patterns of all sentences, the longest first: one may begin as another does."""
    sentences = [text for name, text in vars(reasons).items() if name.isupper() and isinstance(text, str)]
    return tuple((each, _pattern(each)) for each in sorted(sentences, key=len, reverse=True))


def _pattern(sentence: str) -> re.Pattern[str]:
    places = re.sub(r"%\\\((\w+)\\\)s", r"(?P<\1>.+?)", re.escape(sentence))
    return re.compile(rf"{places}(?: |$)")
