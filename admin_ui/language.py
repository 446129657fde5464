"""What a template says: sentences, labels, numbers and dates, bound to one locale for one request."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from admin_ui.labels.words import LABELS
from dam.language import formats
from dam.language.catalogue import Catalogue, load_catalogues

CATALOGUES = load_catalogues(Path(__file__).parent / "locales")


class Speech:
    """One locale's voice. Its public methods are what templates call by the same names."""

    def __init__(self, locale: str) -> None:
        self.locale = locale
        self._catalogue: Catalogue = CATALOGUES[locale]

    def say(self, sentence: str, **values: object) -> str:
        """Translate a sentence; `%(name)s` is filled in."""
        return self._catalogue.say(sentence, values)

    def count(self, one: str, many: str, amount: int, **values: object) -> str:
        """Translate a sentence about an amount, which it names `%(num)s`."""
        written = {"num": formats.number(amount, self.locale), **values}
        return self._catalogue.count(one, many, amount, written)

    def label(self, group: str, name: str) -> str:
        """Return the word for a name of the code; an unknown name is shown as it is."""
        sentence = LABELS[group].get(name)
        return self.say(sentence) if sentence else name

    def text_of(self, texts: Mapping[str, Any] | str, fallback: str = "") -> str:
        """Choose from texts by locale: ours, else any, else the fallback."""
        if isinstance(texts, str):
            return texts or fallback
        return str(texts.get(self.locale) or next(iter(texts.values()), "") or fallback)

    def number(self, value: float) -> str:
        """`16 534`"""
        return formats.number(value, self.locale)

    def percent(self, share: float, signed: bool = False) -> str:
        """`12 %`"""
        return formats.percent(share, self.locale, signed=signed)

    def rate(self, share: float) -> str:
        """`2,5 %`"""
        return formats.rate(share, self.locale)

    def money(self, amount: str, currency: str) -> str:
        """`1 250,00 €`"""
        return formats.money(amount, currency, self.locale)

    def size(self, count: int) -> str:
        """`45,7 Mo`"""
        return formats.size(count, self.locale)

    def day(self, when: date) -> str:
        """`21 mars 2026`"""
        return formats.day(when, self.locale)

    def short_day(self, when: date) -> str:
        """`22 oct.`"""
        return formats.short_day(when, self.locale)

    def month(self, when: date) -> str:
        """`Novembre 2026`"""
        return formats.month(when, self.locale)

    def moment(self, when: datetime) -> str:
        """`21 mars 2026 10:42`"""
        return formats.moment(when, self.locale)

    def hour(self, when: datetime) -> str:
        """`21 mars 2026 10:00–11:00`"""
        return formats.hour(when, self.locale)

    def device(self, words: str) -> str:
        """`Chrome sur Linux`; names of browsers and systems are the same everywhere."""
        browser, on, system = words.partition(" on ")
        return self.say("%(browser)s on %(system)s", browser=browser, system=system) if on else words

    def duration(self, seconds: float) -> str:
        """`1:07`"""
        return formats.duration(seconds)

    def seconds(self, value: float) -> str:
        """`0,035`, `14,4`: what a computer took, with a figure that says something."""
        return formats.fine_number(value, self.locale)

    def for_templates(self) -> dict[str, Any]:
        """Return the callables under the names that templates use; `_` and `ngettext` are what extraction looks for."""
        names = (
            "label",
            "text_of",
            "number",
            "percent",
            "rate",
            "money",
            "size",
            "day",
            "short_day",
            "month",
            "hour",
            "moment",
            "device",
            "duration",
            "seconds",
        )
        return {"_": self.say, "ngettext": self.count, **{name: getattr(self, name) for name in names}}
