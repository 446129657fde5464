"""Refusals that can be said in the reader's language: a sentence of `sentences.py` and what fills it in.

VitrineError
└── Said
    ├── NotReady    something is still open, or somebody was faster      → 409
    ├── OwnWork     four eyes are asked for                              → 403
    └── NotRight    a value is wrong, named by its path                  → 400
"""

from collections.abc import Callable, Mapping

from dam.errors import Conflict, FieldError, Forbidden, Invalid, VitrineError


class Term(str):
    """A word of the house, which is translated; other texts are names and stay as they are."""

    __slots__ = ()


Words = str | int | Mapping[str, str] | tuple["Words", ...]
"""What fills a sentence in: a text, a number, a text per locale, or several of them."""


class Said(VitrineError):
    """A refusal whose words are kept apart from its sentence."""

    sentence: str
    values: Mapping[str, Words]

    def told(self, say: Callable[[str], str], choose: Callable[[Mapping[str, str]], str]) -> str:
        """Return the sentence by `say`, which translates, with texts per locale by `choose`."""
        return say(self.sentence) % {name: _written(each, say, choose) for name, each in self.values.items()}


class NotReady(Said, Conflict):
    """Right request, wrong moment."""

    def __init__(self, sentence: str, **values: Words) -> None:
        self.sentence, self.values = sentence, values
        Conflict.__init__(self, in_english(self))


class OwnWork(Said, Forbidden):
    """Four eyes are asked for, and these are the author's."""

    def __init__(self, sentence: str, **values: Words) -> None:
        self.sentence, self.values = sentence, values
        Forbidden.__init__(self, in_english(self))


class NotRight(Said, Invalid):
    """A value that cannot be taken; `path` names it."""

    def __init__(self, path: str, sentence: str, **values: Words) -> None:
        self.sentence, self.values = sentence, values
        message = in_english(self)
        Invalid.__init__(self, message, [FieldError(path, message)])


def in_english(refusal: Said) -> str:
    """Return the sentence as the API says it."""
    return refusal.told(str, lambda texts: texts.get("en") or next(iter(texts.values()), ""))


def _written(value: Words, say: Callable[[str], str], choose: Callable[[Mapping[str, str]], str]) -> str:
    if isinstance(value, tuple):
        return ", ".join(_written(each, say, choose) for each in value)
    if isinstance(value, Mapping):
        return choose(value)
    return say(value) if isinstance(value, Term) else str(value)
