"""Catalogues compiled in memory, and the language that a browser asks for."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dam.language.catalogue import LOCALES, choose_locale, load_catalogues

FRENCH = """msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=2; plural=(n > 1);\\n"

msgid "Hello %(name)s"
msgstr "Bonjour %(name)s"

msgid "%(num)s asset"
msgid_plural "%(num)s assets"
msgstr[0] "%(num)s média"
msgstr[1] "%(num)s médias"
"""


def test_sentences_are_translated_filled_in_and_counted(tmp_path: Path) -> None:
    for locale in LOCALES:
        path = tmp_path / locale / "LC_MESSAGES" / "messages.po"
        path.parent.mkdir(parents=True)
        path.write_text(FRENCH if locale == "fr" else 'msgid ""\nmsgstr ""\n', encoding="utf-8")
    french, english = (load_catalogues(tmp_path)[locale] for locale in ("fr", "en"))
    assert french.say("Hello %(name)s", {"name": "Ada"}) == "Bonjour Ada"
    assert english.say("Hello %(name)s", {"name": "Ada"}) == "Hello Ada"
    assert french.say("100 % new") == "100 % new"
    counted = [french.count("%(num)s asset", "%(num)s assets", n, {"num": n}) for n in (0, 1, 2)]
    assert counted == ["0 média", "1 média", "2 médias"]
    assert english.count("%(num)s asset", "%(num)s assets", 0, {"num": 0}) == "0 assets"


@pytest.mark.parametrize(
    ("wishes", "chosen"),
    [
        ("", "fr"),
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("de, en;q=0.5", "en"),
        ("en;q=0.2, fr-CA;q=0.8", "fr"),
        ("en;q=0", "fr"),
        ("en;q=nonsense", "fr"),
        ("*", "fr"),
    ],
)
def test_the_browsers_wishes_are_weighed(wishes: str, chosen: str) -> None:
    assert choose_locale(wishes, "fr") == chosen


@given(st.text(max_size=60))
def test_any_header_gives_one_of_our_languages(wishes: str) -> None:
    assert choose_locale(wishes, "fr") in LOCALES
