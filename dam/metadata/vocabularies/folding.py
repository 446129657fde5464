"""The form in which tags and names of terms are compared."""

import unicodedata

MAX_LENGTH = 100
"""Characters of a tag or a name; what folding makes longer still fits the 200 of the column."""


def fold_tag(text: str) -> str:
    """Return the form in which tags are compared: `  Été  2026` → `ete 2026`."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in apart if not (unicodedata.combining(sign) or _is_unseen(sign)))
    return " ".join(unicodedata.normalize("NFC", bare).casefold().split())


def problem_of_name(name: object) -> str:
    """Return what is wrong with a tag or a name, "" when nothing is."""
    if not isinstance(name, str):
        return f"A tag is a text, and {type(name).__name__} came."
    if len(name.strip()) > MAX_LENGTH or len(fold_tag(name)) > 2 * MAX_LENGTH:
        return f"A tag has at most {MAX_LENGTH} characters, and {len(name.strip())} came."
    if not " ".join(name.split()).isprintable():
        return "A tag holds no control characters."
    return ""


def _is_unseen(sign: str) -> bool:
    """Joiners, halves of characters and control characters tell no tag from another."""
    return unicodedata.category(sign) in ("Cf", "Cs", "Cc") and not sign.isspace()
