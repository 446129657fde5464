"""Records of a made-up library for the benchmark of search: words by Zipf's law, and the facets of a real house."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from dam.search.document import SearchDocument

START = datetime(2024, 1, 1, tzinfo=UTC)

SYLLABLES = [consonant + vowel for consonant in "bcdfglmnprstv" for vowel in "aeio"]
KINDS = ("image", "image", "image", "video", "document", "audio")
STATUSES = ("approved", "approved", "approved", "draft", "in_review")
COLOURS = ("red", "orange", "yellow", "green", "blue", "purple", "pink", "black", "grey", "white")
SEASONS = ("printemps", "été", "automne", "hiver")
CHANNELS = ("web", "app", "social", "instore", "email", "print", "sms")


def make_words(count: int) -> list[str]:
    """Return distinct words of two to four syllables, half of them with an accent or an ending to cut."""
    words: set[str] = set()
    while len(words) < count:
        word = "".join(random.choices(SYLLABLES, k=random.randint(2, 4)))
        words.add(
            word.replace("e", "é", 1)
            if random.random() < 0.3
            else word + random.choice(["", "s", "es", "ing"])
        )
    return sorted(words)


def make_documents(count: int, words: Sequence[str]) -> list[SearchDocument]:
    """Return records of some sixty words whose frequencies follow Zipf's law, with the facets of a real library."""
    weights = [1 / (rank + 3) ** 1.05 for rank in range(len(words))]
    drawn = iter(random.choices(words, weights, k=count * 60))

    def text(length: int) -> str:
        return " ".join(next(drawn) for _ in range(length))

    return [
        SearchDocument(
            id=f"asset{number:011d}",
            created_at=START + timedelta(minutes=number * 7),
            title=text(5),
            tags=tuple(text(1) for _ in range(5)),
            description=text(30),
            filename=f"IMG_{number:05d}.jpg",
            text=text(20),
            kind=random.choice(KINDS),
            status=random.choice(STATUSES),
            owner_id=f"person{number % 20}",
            orientation=random.choice(("landscape", "portrait", "square")),
            colours=tuple(random.sample(COLOURS, 2)),
            channels=tuple(random.sample(CHANNELS, 3)),
            popularity=random.randint(0, 1000),
            width=random.choice((800, 1200, 1600, 2400, 4000)),
            height=random.choice((600, 800, 1200, 1600)),
            bytes=random.randint(10_000, 9_000_000),
            expires_at=START + timedelta(days=random.randint(300, 1600)) if number % 3 == 0 else None,
            collections=((f"collection{number % 40}", f"Collection {number % 40}"),)
            if number % 5 == 0
            else (),
            choices=(("season", random.choice(SEASONS)),),
            numbers=(("year", float(2015 + number % 12)),),
        )
        for number in range(count)
    ]
