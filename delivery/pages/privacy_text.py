"""The shape of what the self-assessment says in one language; words in braces are filled in from the running house."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with paragraphs, and terms with what they mean."""

    title: str
    paragraphs: tuple[str, ...] = ()
    items: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """A whole page; `choices` are the phrases between which the settings decide."""

    title: str
    intro: str
    sections: tuple[Section, ...]
    choices: Mapping[str, str]


def filled(words: Words, facts: Mapping[str, object]) -> Words:
    """Return the same page with the facts of a house in the place of the words in braces."""

    def fill(text: str) -> str:
        return text.format_map(facts)

    return Words(
        fill(words.title),
        fill(words.intro),
        tuple(
            Section(
                fill(section.title),
                tuple(map(fill, section.paragraphs)),
                tuple((fill(term), fill(meaning)) for term, meaning in section.items),
            )
            for section in words.sections
        ),
        words.choices,
    )
