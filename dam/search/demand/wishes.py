"""What is kept of a search: its words in one spelling, and nothing that could be somebody's."""

import re

from dam.search.language import STOP_WORDS, fold, split_words
from dam.search.query import parse_query, terms_of

MOST_WORDS = 8
"""A wish has a few words; what is longer was pasted."""

_SOMEBODY = re.compile(r"@|\d[\d .()+-]{6,}\d|://")
"""E-mail and web addresses and numbers of seven digits and more may be somebody's: such a search is not kept."""


def words_of(text: str) -> str:
    """Return the words of a search as one group is called, "" for what is not kept.

    Searches of one wish have the same words in any order, number and accent; filters (`kind:image`) and what is not
    wanted say nothing of it.
    """
    if _SOMEBODY.search(text):
        return ""
    stems = {
        min(word.stems)
        for term in terms_of(parse_query(text))
        if term.field is None
        for word in split_words(term.text)
        if word.stems and not word.is_whole and fold(word.surface) not in STOP_WORDS
    }
    return " ".join(sorted(stems))[:200] if 1 <= len(stems) <= MOST_WORDS else ""
