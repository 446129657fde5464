"""How large a vocabulary may be: beyond, nobody finds a term by looking, and a page no longer shows it."""

MAX_VOCABULARIES = 100
MAX_TERMS = 20_000
MOST_IN_FILE = 10_000
"""Terms taken in from one file while its sender waits: some five seconds."""

MAX_DEPTH = 12
"""Levels of a tree; the path of the deepest term fits its column."""

MAX_SYNONYMS = 100
"""Synonyms of one term, all languages together."""
