"""How large a vocabulary may be: beyond, nobody finds a term by looking, and a page no longer shows it."""

MAX_VOCABULARIES = 100
MAX_TERMS = 20_000
MAX_DEPTH = 12
"""Levels of a tree; the path of the deepest term fits its column."""

MAX_SYNONYMS = 100
"""Synonyms of one term, all languages together."""
