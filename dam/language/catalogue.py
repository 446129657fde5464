"""Catalogues of translated sentences: `.po` files compiled in memory when they are first spoken from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

LOCALES = ("fr", "en")
"""The languages the house speaks; the first is spoken when nothing else is asked for."""


@dataclass(frozen=True)
class Catalogue:
    """The sentences of one locale; an unknown sentence is answered as it is."""

    locale: str
    _path: Path = field(repr=False)

    def say(self, sentence: str, values: Mapping[str, object] | None = None) -> str:
        """Translate a sentence and fill in `%(name)s`."""
        translated = self._translations.gettext(sentence)
        return translated % values if values else translated

    def count(self, one: str, many: str, number: int, values: Mapping[str, object]) -> str:
        """Translate the sentence that fits the number by the rules of the language, and fill in `%(name)s`."""
        return self._translations.ngettext(one, many, number) % values

    @cached_property
    def _translations(self) -> Translations:
        """Compiled when it is first asked for: that takes a quarter of a second, and most commands never speak."""
        with self._path.open("rb") as file:
            catalogue = read_po(file, locale=self.locale)
        compiled = BytesIO()
        write_mo(compiled, catalogue)
        compiled.seek(0)
        return Translations(compiled)


def load_catalogues(folder: Path) -> dict[str, Catalogue]:
    """Find `LOCALE/LC_MESSAGES/messages.po` of every language of the house."""
    return {locale: Catalogue(locale, folder / locale / "LC_MESSAGES" / "messages.po") for locale in LOCALES}


def choose_locale(wishes: str, default: str) -> str:
    """Return the first of our languages that an `Accept-Language` header wishes for, else the default (RFC 9110)."""
    weighed = []
    for place, wish in enumerate(wishes.split(",")):
        name, _, weight = wish.strip().partition(";q=")
        weighed.append((-_weight(weight), place, name.split("-")[0].lower()))
    found = (name for weight, _, name in sorted(weighed) if name in LOCALES and weight < 0)
    return next(found, default)


def _weight(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0
