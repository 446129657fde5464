"""How the brand's own things are named for machines, and how long their names for people are."""

import re

from dam.errors import FieldError, Invalid
from dam.metadata.values.locales import problem_of_texts

KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")
KEY_SENTENCE = "A key is a small letter, then up to 59 small letters, digits or underscores."

MAX_LABEL = 200


def check_named(key: str, label: object) -> None:
    """Raise `Invalid` unless the key is one, and the label holds a text per locale."""
    errors = []
    if KEY.fullmatch(key) is None:
        errors.append(FieldError("key", KEY_SENTENCE))
    if sentence := problem_of_texts(label, MAX_LABEL):
        errors.append(FieldError("label", sentence))
    if errors:
        raise Invalid(errors[0].message, errors)
