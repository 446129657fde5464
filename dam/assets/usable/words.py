"""The answer in words, one sentence and its reasons, in French and English; other languages are answered in English."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, tzinfo

from babel import Locale
from babel.lists import format_list

from dam.assets.days import last_day
from dam.assets.territories import WORLD, told_short
from dam.assets.usable.answer import Answer, Reason
from dam.assets.usable.places import place_of
from dam.assets.usable.question import NETWORK_NAMES
from dam.language.formats import long_day

_ENGLISH: Mapping[str, str] = {
    "yes": "Yes, it may be used {at} ({where}){when}{purpose}.",
    "no": "No, it may not be used {at} ({where}){when}{purpose}: {because}.",
    "partly": "Only in part: {at} it may be used {left}{purpose}; {because}.",
    "until": " until {day}",
    "from_until": " from {first} to {last}",
    "for_ever": "",
    "purpose": ", for {purpose}",
    "everywhere": "worldwide",
    "world": "the whole world",
    "except": "{places}, except {names}",
    "left_until": "until {day}",
    "left_from": "from {first}",
    "left_between": "from {first} to {last}",
    "left_where": "in {places}",
    "nothing_left": "its papers leave no day and no country in common",
    "licence": "the licence",
    "consent": "a consent",
    "trashed": "it is in the trash",
    "is_draft": "it is still a draft",
    "is_in_review": "it waits for approval",
    "is_withdrawn": "it was withdrawn",
    "is_archived": "it is archived",
    "embargo": "it is under an embargo until {moment}",
    "channel": "{paper} covers only {names}",
    "purpose_no": "{paper} covers only {names}",
    "territory": "{paper} covers only {names}",
    "territories": "{paper} does not cover {names}",
    "begins": "{paper} begins on {moment}",
    "ended": "{paper} ended on {day}",
    "ends": "{paper} ends on {day}",
    "no_consent": "People can be recognised and no consent is on file.",
    "no_licence": "Nobody has written down the licence.",
    "credit": "Name the author: {names}",
    "exclusive": "The licence is exclusive: nobody else uses it meanwhile.",
    "more": "{names} and {count} more",
    "editorial": "editorial use",
    "advertising": "advertising",
    "packaging": "packaging",
    "internal": "internal use",
    "resale": "resale",
    "none": "nothing",
}

_FRENCH: Mapping[str, str] = {
    "yes": "Oui, elle peut être utilisée {at} ({where}){when}{purpose}.",
    "no": "Non, elle ne peut pas être utilisée {at} ({where}){when}{purpose} : {because}.",
    "partly": "En partie seulement : {at}, elle peut être utilisée {left}{purpose} ; {because}.",
    "until": " jusqu’au {day}",
    "from_until": " du {first} au {last}",
    "for_ever": "",
    "purpose": ", pour cet usage : {purpose}",
    "everywhere": "monde entier",
    "world": "le monde entier",
    "except": "{places}, sauf {names}",
    "left_until": "jusqu’au {day}",
    "left_from": "à partir du {first}",
    "left_between": "du {first} au {last}",
    "left_where": "dans ces pays : {places}",
    "nothing_left": "ses autorisations n’ont en commun aucun jour ni aucun pays",
    "licence": "la licence",
    "consent": "une autorisation",
    "trashed": "elle est dans la corbeille",
    "is_draft": "elle est encore à l’état de brouillon",
    "is_in_review": "elle attend d’être validée",
    "is_withdrawn": "elle a été retirée",
    "is_archived": "elle est archivée",
    "embargo": "elle est sous embargo jusqu’au {moment}",
    "channel": "{paper} ne couvre que ces canaux : {names}",
    "purpose_no": "{paper} ne couvre que ces usages : {names}",
    "territory": "{paper} ne couvre que ces pays : {names}",
    "territories": "{paper} ne couvre pas ces pays : {names}",
    "begins": "{paper} commence le {moment}",
    "ended": "{paper} a pris fin le {day}",
    "ends": "{paper} prend fin le {day}",
    "no_consent": "Des personnes sont reconnaissables et aucune autorisation n’est enregistrée.",
    "no_licence": "Personne n’a noté la licence.",
    "credit": "Mention obligatoire : {names}",
    "exclusive": "La licence est exclusive : personne d’autre ne l’utilise pendant ce temps.",
    "more": "{names} et {count} de plus",
    "editorial": "usage éditorial",
    "advertising": "publicité",
    "packaging": "emballage",
    "internal": "usage interne",
    "resale": "revente",
    "none": "aucun",
}

_WORDS = {"fr": _FRENCH, "en": _ENGLISH}

MOST_COUNTRIES = 6
"""Countries that are named one by one in a sentence, and one more instead of “and 1 more”."""


class Voice:
    """Words an answer in one language; `channels` are the titles of the house's channels by name, days those of `zone`."""

    def __init__(self, locale: str, zone: tzinfo, channels: Mapping[str, str] | None = None) -> None:
        self._locale = locale if locale in _WORDS else "en"
        self._words = _WORDS[self._locale]
        self._zone = zone
        self._channels = channels or {}

    def sentence(self, answer: Answer) -> str:
        """Return the answer in one sentence."""
        question = answer.question
        purpose = self._words["purpose"].format(purpose=self.purpose(question.purpose))
        return self._words[answer.verdict].format(
            at=place_of(self._locale, question.channel, self.channel(question.channel)),
            where=self._where(question.territories),
            when=self._when(answer),
            purpose=purpose if question.purpose else "",
            because=self._because(answer),
            left=self._left(answer),
        )

    def reasons(self, answer: Answer) -> list[str]:
        """Return every reason and note as a sentence of its own."""
        return [_capital(self.reason(reason)) for reason in answer.reasons]

    def reason(self, reason: Reason) -> str:
        """Return one reason, as it stands inside a sentence."""
        code = "purpose_no" if reason.code == "purpose" else reason.code
        return self._words[code].format(
            paper=self._words.get(reason.paper, ""),
            day=self._last(reason.at),
            moment=self._first(reason.at),
            names=self._names(reason),
        )

    def channel(self, name: str) -> str:
        """Return how people call a channel, or the network that was asked for."""
        return self._channels.get(name) or NETWORK_NAMES.get(name) or name.capitalize()

    def purpose(self, name: str) -> str:
        """Return how people call a purpose."""
        return self._words.get(name, name)

    def country(self, code: str) -> str:
        """Return the name of a country or of the world; groups keep theirs."""
        if code == WORLD:
            return self._words["world"]
        return str(Locale(self._locale).territories.get(code, code))

    def _names(self, reason: Reason) -> str:
        if reason.code == "channel":
            return self._listed([self.channel(name) for name in reason.names])
        if reason.code in ("territory", "territories"):
            return self._places(reason.names)
        if reason.code == "purpose":
            return self._listed([self.purpose(name) for name in reason.names])
        return self._listed(reason.names)

    def _because(self, answer: Answer) -> str:
        weights = ("no",) if any(reason.weight == "no" for reason in answer.reasons) else ("partly",)
        told = [self.reason(reason) for reason in answer.reasons if reason.weight in weights]
        if answer.verdict == "no" and weights == ("partly",):
            told.append(self._words["nothing_left"])
        return self._listed(list(dict.fromkeys(told)))

    def _left(self, answer: Answer) -> str:
        parts: list[tuple[str, dict[str, str]]] = []
        is_later = answer.starts_at > answer.question.starts_at
        if is_later and answer.ends_at is not None:
            parts.append(("left_between", {}))
        elif is_later:
            parts.append(("left_from", {}))
        elif answer.ends_at is not None:
            parts.append(("left_until", {}))
        if answer.countries != answer.question.countries:
            parts.append(("left_where", {"places": self._places(sorted(answer.countries))}))
        first, last = self._first(answer.starts_at), self._last(answer.ends_at)
        return ", ".join(
            self._words[code].format(first=first, last=last, day=last, **more) for code, more in parts
        )

    def _when(self, answer: Answer) -> str:
        question = answer.question
        if question.ends_at is None:
            return self._words["for_ever"]
        return self._words["until"].format(day=self._last(question.ends_at))

    def _where(self, territories: Sequence[str]) -> str:
        """Return where it is asked for, in the asker's words; what is excepted follows what is granted."""
        granted = [code for code in territories if not code.startswith("-") and code != WORLD]
        places = self._some(granted) if granted else self._words["everywhere"]
        return self._except(places, [code[1:] for code in territories if code.startswith("-")])

    def _places(self, codes: Sequence[str]) -> str:
        granted, excepted = told_short(codes)
        return self._except(self._some(granted), excepted)

    def _except(self, places: str, excepted: Sequence[str]) -> str:
        return self._words["except"].format(places=places, names=self._some(excepted)) if excepted else places

    def _some(self, codes: Sequence[str]) -> str:
        """List places: the first ones by name, of the others how many they are."""
        names = [self.country(code) for code in codes]
        if len(names) <= MOST_COUNTRIES + 1:
            return self._listed(names) or self._words["none"]
        some = ", ".join(names[:MOST_COUNTRIES])
        return self._words["more"].format(names=some, count=len(names) - MOST_COUNTRIES)

    def _listed(self, words: Sequence[str]) -> str:
        return format_list(list(words), locale=self._locale)

    def _first(self, moment: datetime | None) -> str:
        """Return the day of a moment, with the hour where it is not midnight."""
        if moment is None:
            return ""
        return self._day(moment.astimezone(self._zone).date(), moment)

    def _last(self, moment: datetime | None) -> str:
        """Return the last day on which what ends at a moment holds, with the hour where it ends within the day."""
        day = last_day(moment, self._zone)
        if day is None or moment is None:
            return ""
        return self._day(day, moment)

    def _day(self, day: date, moment: datetime) -> str:
        local = moment.astimezone(self._zone)
        hour = "" if (local.hour, local.minute) == (0, 0) else f" {local:%H:%M}"
        return long_day(day, self._locale) + hour


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
