"""Catalogues are complete: every sentence of the pages, in both languages, none fuzzy, none with other blanks."""

import re

import pytest
from babel.messages.catalog import Message

from admin_ui import messages
from admin_ui.labels.words import LABELS

PLACES = re.compile(r"%\(\w+\)s|\{\w+\}")


def texts(message: Message) -> list[str]:
    """Return the translations of a message."""
    return [message.string] if isinstance(message.string, str) else list(message.string or [])


def ids(message: Message) -> list[str]:
    """Return the sentences that a message translates."""
    return [message.id] if isinstance(message.id, str) else list(message.id)


def test_extraction_finds_templates_python_and_labels() -> None:
    found = {each for message in messages.extract() for each in ids(message)}
    assert len(found) > 350, "a wrong pattern silently skips the templates"
    for sentence in ("Keyboard shortcuts", "Saved.", "%(num)s assets", "{n} selected", "In review"):
        assert sentence in found
    assert {words for group in LABELS.values() for words in group.values()} <= found


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_every_sentence_is_translated(locale: str) -> None:
    wanted = {message.id for message in messages.extract() if message.id}
    kept = {message.id: message for message in messages.read(locale) if message.id}
    assert set(kept) == wanted, "run `python -m admin_ui.messages`"
    for message in kept.values():
        assert not message.fuzzy
        assert all(texts(message)), f"not translated: {message.id!r}"
        expected = set(PLACES.findall(" ".join(ids(message))))
        for text in texts(message):
            assert set(PLACES.findall(text)) == expected, f"other places in {text!r}"


def test_french_is_french() -> None:
    french = {message.id: message.string for message in messages.read("fr") if message.id}
    assert french["Library"] == "Médiathèque"
    for text in (
        each for string in french.values() for each in ([string] if isinstance(string, str) else string or [])
    ):
        assert "'" not in text, f"a straight apostrophe in {text!r}"
