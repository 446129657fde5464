"""Did you mean: when nothing matches, words that differ by one letter and that the caller can find are tried."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from string import ascii_lowercase

from dam.search.cursors import read_place
from dam.search.language import STOP_WORDS, Word, split_words
from dam.search.lexemes import spelt
from dam.search.port import SearchPage, SearchQuery, Visibility
from dam.search.query import Term, parse_query, terms_of


def no_words(_word: str) -> Sequence[str]:
    """Know no words."""
    return ()


CountLexemes = Callable[[Sequence[str], Visibility], Mapping[str, int]]
"""Tells in how many visible documents each lexeme stands; those in none may be left out."""

Count = Callable[[Sequence[str]], Mapping[str, int]]
"""The same for the eyes of one caller."""

WordsAlike = Callable[[str], Sequence[str]]
"""Returns words of the index that two slips make of a word."""

MIN_LONG = 6
"""Letters of a word of which two may be wrong, or that may be two words."""

MIN_CUT = 3
"""Letters of each of two words that were typed as one."""

MIN_LETTERS = 4
"""A shorter word has too many neighbours for a guess to be kind."""


def search_corrected(
    query: SearchQuery,
    run: Callable[[SearchQuery], SearchPage],
    count: CountLexemes,
    alike: WordsAlike = no_words,
) -> SearchPage:
    """Run the query; when it finds nothing, run the nearest one that does and say so.

    Only visible documents are asked, so that a suggestion never gives away a word that the caller may not read.
    """
    place = read_place(query)
    if place is not None and place.text != query.text:
        page = run(replace(query, text=place.text))
        return replace(page, suggestion=place.text, corrected=True)
    page = run(query)
    if page.total or place is not None:
        return page
    text = correct_text(query.text, lambda lexemes: count(lexemes, query.visibility), alike)
    if text is None:
        return page
    second = run(replace(query, text=text))
    return replace(second, suggestion=text, corrected=True) if second.total else page


def correct_text(text: str, count: Count, alike: WordsAlike = no_words) -> str | None:
    """Return the text with every unknown word replaced by its most frequent neighbour; None when there is no way."""
    corrected, end, is_changed = [], 0, False
    for term in terms_of(parse_query(text)):
        if term.field or term.kind == "prefix":
            continue
        written = _correct_term(term, count, alike)
        if written is None:
            return None
        is_changed |= written != term.text
        corrected += [text[end : term.start], written]
        end = term.end
    return "".join([*corrected, text[end:]]) if is_changed else None


def _correct_term(term: Term, count: Count, alike: WordsAlike) -> str | None:
    words = [word for word in split_words(term.text) if not word.is_whole]
    known = count([stem for word in words for stem in word.stems])
    if all(_is_known(word, known) for word in words):
        return term.text
    written = [word.surface if _is_known(word, known) else _nearest(word, count, alike) for word in words]
    return " ".join(surface for surface in written if surface) if all(written) else None


def _is_known(word: Word, known: Mapping[str, int]) -> bool:
    return word.surface in STOP_WORDS or any(known.get(stem) for stem in word.stems)


def _nearest(word: Word, count: Count, alike: WordsAlike) -> str | None:
    """Return the nearest spelling that stands in any document: one slip away, cut in two words, two slips away."""
    surface = word.surface
    if len(surface) < MIN_LETTERS or not surface.isalpha():
        return None
    found = _most_frequent(surface, one_letter_away(surface), count)
    if found is None and len(surface) >= MIN_LONG:
        found = _cut(surface, count) or _most_frequent(surface, alike(surface), count)
    return found


def _most_frequent(surface: str, others: Iterable[str], count: Count) -> str | None:
    """Return the word in most documents; among equals one that starts alike, because first letters seldom err."""
    neighbours = {spelt(other): other for other in others}
    counts = count(list(neighbours)) if neighbours else {}
    found = [(neighbours[lexeme], counts[lexeme]) for lexeme in counts if counts[lexeme]]
    ranked = sorted(found, key=lambda pair: (-pair[1], pair[0][0] != surface[0], pair[0]))
    return ranked[0][0] if ranked else None


def _cut(surface: str, count: Count) -> str | None:
    """Return the two words that were typed as one; the rarer of the two decides between several cuts."""
    cuts = [(surface[:place], surface[place:]) for place in range(MIN_CUT, len(surface) - MIN_CUT + 1)]
    counts = count([spelt(part) for cut in cuts for part in cut])
    known = [(min(counts.get(spelt(part), 0) for part in cut), cut) for cut in cuts]
    best = max(known, default=(0, ("", "")))
    return " ".join(best[1]) if best[0] else None


def one_letter_away(word: str) -> set[str]:
    """Return every spelling one slip away: a letter left out, added, exchanged, or two neighbours swapped."""
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    letters = sorted(set(ascii_lowercase) | set(word))
    left_out = {before + after[1:] for before, after in cuts if after}
    swapped = {before + after[1] + after[0] + after[2:] for before, after in cuts if len(after) > 1}
    exchanged = {before + letter + after[1:] for before, after in cuts if after for letter in letters}
    added = {before + letter + after for before, after in cuts for letter in letters}
    return (left_out | swapped | exchanged | added) - {word}
