"""How far two spellings are apart, counted in slips of the finger (optimal string alignment)."""

from collections.abc import Iterable

MAX_SLIPS = 2


def slips(one: str, other: str, most: int = MAX_SLIPS) -> int:
    """Return how many letters are left out, added, exchanged or swapped with their neighbour; `most` + 1 for more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        line = [row]
        for column, another in enumerate(other, 1):
            cost = min(last[column] + 1, line[column - 1] + 1, last[column - 1] + (letter != another))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == another:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        if min(line) > most:
            return most + 1
        before, last = last, line
    return last[-1]


def near_words(word: str, words: Iterable[str]) -> list[str]:
    """Return the words that two slips make of the word, which begin alike, because first letters seldom err."""
    letters = set(word)
    return [
        other
        for other in words
        if abs(len(other) - len(word)) <= MAX_SLIPS
        and len(letters ^ set(other)) <= 2 * MAX_SLIPS
        and 0 < slips(word, other) <= MAX_SLIPS
    ]
