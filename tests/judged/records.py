"""Makes the records: facts first, then words about them as busy people write them, always the same ones.

Titles leave things out, tags come in one language or both, descriptions name what only stands near by, files are named
by cameras. A tenth of the records are superseded by newer ones, and what people fetch follows what they can use.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from dam.search.document import SearchDocument
from tests.judged.concepts import (
    CAMPAIGNS,
    COLOURS,
    MATERIALS,
    PLACES,
    SEASONS,
    SHOTS,
    SUBJECTS,
    SUITS,
    THINGS,
    Concept,
)

SEED = 20260321
RECORDS = 2_400
TODAY = datetime(2026, 10, 1, tzinfo=UTC)
OLDEST_DAYS = 1_400

VOCABULARIES: Mapping[str, Mapping[str, Concept]] = {
    "subject": SUBJECTS,
    "colour": COLOURS,
    "material": MATERIALS,
    "place": PLACES,
    "season": SEASONS,
    "shot": SHOTS,
    "campaign": CAMPAIGNS,
    "beside": SUBJECTS,
}


@dataclass(frozen=True, slots=True)
class Record:
    """One record: the hidden facts by name, and the document that the index sees.

    `beside` is what else stands in the picture; `is_current` is False for what has been superseded.
    """

    facts: Mapping[str, str]
    code: str
    year: int
    is_current: bool
    document: SearchDocument


def make_records(count: int = RECORDS) -> list[Record]:
    """Return the first `count` records; a smaller set is the beginning of a larger one."""
    return [_make(number) for number in range(count)]


def _make(number: int) -> Record:
    draw = random.Random(SEED * 1_000_003 + number)
    facts = _facts(draw)
    is_current = draw.random() > 0.1
    age = draw.randint(0, 500) if is_current else draw.randint(500, OLDEST_DAYS)
    created_at = TODAY - timedelta(days=age, minutes=number % 1_440)
    code = f"REF-{1000 + number}"
    writer = _Writer(draw, facts, draw.choice(("fr", "fr", "en")))
    document = SearchDocument(
        id=f"judged{number:06d}",
        created_at=created_at,
        title=writer.title(code, created_at.year),
        tags=writer.tags(),
        fields=(("reference", code),) if facts["subject"] in THINGS else (),
        description=writer.description(),
        alt=writer.alt(),
        filename=writer.filename(number, code),
        text=writer.text(),
        kind="document" if facts["shot"] == "" else "image",
        status="approved",
        owner_id="studio",
        collections=writer.collections(created_at.year),
        popularity=_fetched(draw, is_current=is_current, is_main=facts["shot"] == "packshot"),
    )
    return Record(facts, code, created_at.year, is_current, document)


def _facts(draw: random.Random) -> dict[str, str]:
    subject = draw.choice(list(SUBJECTS))
    return {
        "subject": subject,
        "colour": draw.choice(list(COLOURS)) if subject in THINGS or draw.random() < 0.3 else "",
        "material": draw.choice(SUITS[subject]) if subject in SUITS else "",
        "place": draw.choice(list(PLACES)) if draw.random() < 0.5 else "",
        "season": draw.choice(list(SEASONS)) if draw.random() < 0.5 else "",
        "shot": draw.choice(list(SHOTS)) if draw.random() < 0.93 else "",
        "campaign": draw.choice(list(CAMPAIGNS)) if draw.random() < 0.35 else "",
        "beside": draw.choice(list(SUBJECTS)) if draw.random() < 0.3 else "",
    }


def _fetched(draw: random.Random, *, is_current: bool, is_main: bool) -> int:
    usual = draw.lognormvariate(2.2, 1.3)
    return int(usual * (3 if is_main else 1) * (1 if is_current else 0.25))


class _Writer:
    """Writes about the facts in one language, as one of several people would."""

    def __init__(self, draw: random.Random, facts: Mapping[str, str], locale: str) -> None:
        self._draw, self._facts, self._locale = draw, facts, locale

    def _word(self, fact: str, locale: str = "", *, usual: float = 0.7) -> str:
        """Return a word for a fact, mostly the usual one; empty where there is none."""
        name = self._facts[fact]
        if not name:
            return ""
        concept = VOCABULARIES[fact][name]
        words = concept.fr if (locale or self._locale) == "fr" else concept.en
        return words[0] if self._draw.random() < usual else self._draw.choice(words)

    def _often(self, share: float) -> bool:
        return self._draw.random() < share

    def title(self, code: str, year: int) -> str:
        """Return a title: mostly the subject with some of its facts, at times only a code or a campaign."""
        if self._often(0.06):
            return f"{code} {self._word('shot')}".strip()
        if self._facts["campaign"] and self._often(0.25):
            return f"{self._word('campaign')} {year}, {self._word('shot')}".rstrip(" ,")
        subject = self._word("subject")
        if self._often(0.15):
            subject = _plural(subject, self._locale)
        colour, material = self._word("colour"), self._word("material")
        colour = colour if self._often(0.75) else ""
        if self._locale == "fr":
            parts = [subject, colour, f"en {material}" if material and self._often(0.5) else ""]
        else:
            parts = [colour, material if self._often(0.5) else "", subject]
        head = " ".join(part for part in parts if part)
        tails = [
            self._word(fact) if self._often(share) else ""
            for fact, share in (("season", 0.4), ("place", 0.4), ("shot", 0.35))
        ]
        tail = ", ".join(part for part in tails if part)
        return f"{head[:1].upper()}{head[1:]}{', ' if tail else ''}{tail}"

    def tags(self) -> tuple[str, ...]:
        """Return tags in the writer's language, half of them in the other one too; some people tag nothing."""
        if self._often(0.12):
            return ()
        other = "en" if self._locale == "fr" else "fr"
        facts = ["subject", "colour", "material", "place", "season", "shot", "campaign"]
        said = [self._word(fact) for fact in facts if self._often(0.7)]
        if self._often(0.5):
            said += [self._word(fact, other) for fact in facts[:1] + facts[4:5]]
        return tuple(dict.fromkeys(word for word in said if word))

    def description(self) -> str:
        """Return a sentence or two, which also name what only stands near by."""
        if self._often(0.25):
            return ""
        subject, beside, place = self._word("subject"), self._word("beside"), self._word("place")
        season, colour = self._word("season"), self._word("colour")
        if self._locale == "fr":
            parts = [
                f"{_article(subject)} {colour}".strip(),
                f"à côté d'{_article(beside)}" if beside else "",
                f"photographié en {place}" if place else "",
                f"pour la saison {season}" if season else "",
            ]
        else:
            parts = [
                f"a {colour} {subject}".replace("  ", " "),
                f"next to a {beside}" if beside else "",
                f"photographed in {place}" if place else "",
                f"for {season}" if season else "",
            ]
        said = " ".join(part for part in parts if part)
        return f"{said[:1].upper()}{said[1:]}."

    def alt(self) -> tuple[str, ...]:
        """Return what is seen, in one language or two."""
        seen = [
            f"{self._word('subject', locale)} {self._word('colour', locale)}".strip()
            for locale in ("fr", "en")
        ]
        return tuple(seen[: self._draw.choice((0, 0, 1, 2))])

    def collections(self, year: int) -> tuple[tuple[str, str], ...]:
        """Return the campaign's collection, and the year's catalogue for some."""
        found = []
        if self._facts["campaign"]:
            name = CAMPAIGNS[self._facts["campaign"]].fr[0]
            found.append((f"c{self._facts['campaign']}", f"{name} {year}"))
        if self._often(0.15):
            found.append((f"cat{year}", f"Catalogue {year}"))
        return tuple(found)

    def filename(self, number: int, code: str) -> str:
        """Return what cameras, agencies and people name files."""
        shapes: Sequence[str] = (
            f"IMG_{number % 9_000 + 1_000}.jpg",
            f"DSC0{number % 9_000 + 1_000}.tif",
            f"{code}_v{number % 3 + 1}.jpg",
            f"{self._word('subject', 'en')}-{self._word('colour', 'en')}-final.jpg".replace(" ", "-"),
            f"{self._word('beside', 'en') or 'export'}_{number}.png".replace(" ", "_"),
        )
        return self._draw.choice(shapes)

    def text(self) -> str:
        """Return the pages of a document: many things are named on them, the subject among others."""
        if self._facts["shot"]:
            return "Studio A"
        named = [*self._draw.sample(list(SUBJECTS), 9), self._facts["subject"]]
        concepts = [SUBJECTS[name] for name in named]
        return ". ".join(
            f"{(concept.fr if self._locale == 'fr' else concept.en)[0]} {self._word('season')}"
            for concept in concepts
        )


def _plural(word: str, locale: str) -> str:
    if word.endswith(("s", "x")):
        return word
    first, _, rest = word.partition(" à ")
    if rest:
        return f"{_plural(first, locale)} à {rest}"
    if locale == "fr":
        return f"{word}x" if word.endswith(("eau", "au")) else f"{word}s"
    return f"{word}es" if word.endswith(("s", "sh", "ch")) else f"{word}s"


def _article(word: str) -> str:
    return f"un {word}"
