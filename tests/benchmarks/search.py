"""Search at 20,000 records: every shape of query on Whoosh beside SQLite FTS5 over the same words, in one run."""

import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dam.search.document import SearchDocument
from dam.search.language import split_words
from dam.search.port import Filters, SearchQuery, Sort, Visibility
from dam.search.whoosh_index import WhooshIndex
from tests.benchmarks import search_judged
from tests.benchmarks.report import bench, note

RECORDS = {"small": 20_000, "full": 100_000}
ROUNDS = {"small": 40, "full": 100}
"""Different queries of each shape; each is asked once, as people do, so that no answer comes from a cache of answers."""

BATCH = 1_000
START = datetime(2024, 1, 1, tzinfo=UTC)

SYLLABLES = [consonant + vowel for consonant in "bcdfglmnprstv" for vowel in "aeio"]
KINDS = ("image", "image", "image", "video", "document", "audio")
STATUSES = ("approved", "approved", "approved", "draft", "in_review")
COLOURS = ("red", "orange", "yellow", "green", "blue", "purple", "pink", "black", "grey", "white")
CHANNELS = ("web", "app", "social", "instore", "email", "print", "sms")
EVERYBODY = Visibility(sees_all=True)


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
        )
        for number in range(count)
    ]


class Fts5:
    """The peer: SQLite's full text over the same stems, with a table of what is filtered, sorted and counted by."""

    def __init__(self, path: Path, documents: Sequence[SearchDocument]) -> None:
        self._rows = sqlite3.connect(path)
        self._rows.execute(
            "create virtual table words using fts5(title, tags, body, tokenize='ascii', prefix='3 4')"
        )
        self._rows.execute(
            "create table assets(id integer primary key, kind, status, orientation, created, title)"
        )
        self._rows.execute("create table tags(asset integer, tag)")
        for number, each in enumerate(documents):
            body = stems(f"{each.description} {each.filename} {each.text}")
            self._rows.execute(
                "insert into words(rowid, title, tags, body) values(?,?,?,?)",
                (number, stems(each.title), stems(" ".join(each.tags)), body),
            )
            created = int(each.created_at.timestamp())
            self._rows.execute(
                "insert into assets values(?,?,?,?,?,?)",
                (number, each.kind, each.status, each.orientation, created, each.title),
            )
            self._rows.executemany("insert into tags values(?,?)", [(number, tag) for tag in each.tags])
        self._rows.execute("create index created on assets(created)")
        self._rows.execute("create index tagged on tags(asset)")
        self._rows.commit()

    def page(self, match: str, order: str = "rank") -> tuple[list[int], int]:
        """Return the first fifty approved hits and how many there are."""
        where = "words match ? and status != 'withdrawn'"
        joined = f"from words join assets on assets.id = words.rowid where {where}"
        ids = [
            row[0]
            for row in self._rows.execute(f"select assets.id {joined} order by {order} limit 50", (match,))
        ]
        return ids, self._rows.execute(f"select count(*) {joined}", (match,)).fetchone()[0]

    def newest(self) -> tuple[list[int], int]:
        """Return the newest fifty and how many there are."""
        ids = [row[0] for row in self._rows.execute("select id from assets order by created desc limit 50")]
        return ids, self._rows.execute("select count(*) from assets where status != 'withdrawn'").fetchone()[
            0
        ]

    def facets(self, match: str) -> list[list[tuple[str, int]]]:
        """Count the hits by kind, status, orientation and tag."""
        hits = "(select rowid as id from words where words match ?)"
        counted = [
            f"select {name}, count(*) from assets join {hits} using(id) group by 1 order by 2 desc limit 50"
            for name in ("kind", "status", "orientation")
        ]
        counted.append(
            f"select tag, count(*) from tags join {hits} h on h.id = tags.asset group by 1 order by 2 desc limit 50"
        )
        return [self._rows.execute(statement, (match,)).fetchall() for statement in counted]


def stems(text: str) -> str:
    """Return the first stem of every word, as the peer's own words."""
    return " ".join(word.stems[0] for word in split_words(text) if not word.is_whole)


def quoted(text: str) -> str:
    """Return the words as an FTS5 query for all of them."""
    return " ".join(f'"{stem}"' for stem in stems(text).split())


def compare(
    shape: str, ours: Callable[[str], object], theirs: Callable[[str], object], texts: Sequence[str]
) -> None:
    """Ask both the same questions in turn and report p50 and p95."""
    spent: tuple[list[float], list[float]] = ([], [])
    for text in texts:
        for side, ask in enumerate((ours, theirs)):
            start = time.perf_counter()
            ask(text)
            spent[side].append((time.perf_counter() - start) * 1000)
    (our50, our95), (their50, their95) = (
        (statistics.median(s), statistics.quantiles(s, n=20)[-1]) for s in spent
    )
    bench(f"search.p95.{shape}", their95 / our95, "x", "sqlite-fts5")
    note(
        f"{shape}: Whoosh p50 {our50:.1f} ms, p95 {our95:.1f} ms; FTS5 p50 {their50:.1f} ms, p95 {their95:.1f} ms"
    )


def main(scale: str) -> None:
    """Build both indexes and compare every shape of query."""
    search_judged.main()
    random.seed(7)
    words = make_words(12_000)
    documents = make_documents(RECORDS[scale], words)
    with tempfile.TemporaryDirectory(prefix="vitrine-search-") as folder:
        index = _build(Path(folder) / "whoosh", documents)
        start = time.perf_counter()
        peer = Fts5(Path(folder) / "fts5.sqlite", documents)
        note(f"FTS5 filled in {time.perf_counter() - start:.1f} s")
        _compare_all(index, peer, documents, ROUNDS[scale])
        _time_updates(index, documents)


def _build(folder: Path, documents: Sequence[SearchDocument]) -> WhooshIndex:
    index = WhooshIndex(folder)
    start = time.process_time()
    for place in range(0, len(documents), BATCH):
        index.put(documents[place : place + BATCH])
    spent = time.process_time() - start
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
    start = time.perf_counter()
    WhooshIndex(folder).count()
    opened = time.perf_counter() - start
    note(
        f"{len(documents)} records: {spent / len(documents) * 1000:.2f} ms CPU each, {size:.0f} MB, opens in {opened:.2f} s"
    )
    return index


def _compare_all(index: WhooshIndex, peer: Fts5, documents: Sequence[SearchDocument], rounds: int) -> None:
    def ask(text: str, **changes: object) -> object:
        return index.search(SearchQuery(text, visibility=EVERYBODY, **changes))  # type: ignore[arg-type]

    chosen = random.sample(documents, rounds)
    titles = [each.title.split() for each in chosen]
    compare("word", ask, lambda text: peer.page(quoted(text)), [title[0] for title in titles])
    compare(
        "three-words", ask, lambda text: peer.page(quoted(text)), [" ".join(title[:3]) for title in titles]
    )
    phrases = [" ".join(each.description.split()[4:6]) for each in chosen]
    compare("phrase", lambda text: ask(f'"{text}"'), lambda text: peer.page(f'"{stems(text)}"'), phrases)
    compare(
        "prefix",
        lambda text: ask(f"{text}*"),
        lambda text: peer.page(f"{stems(text)}*"),
        [t[0][:4] for t in titles],
    )
    compare("newest", lambda _: ask(""), lambda _: peer.newest(), [""] * rounds)
    compare(
        "word-by-date",
        lambda text: ask(text, sort=Sort.NEWEST),
        lambda text: peer.page(quoted(text), "created desc"),
        [title[1] for title in titles],
    )
    compare(
        "word-with-facets",
        lambda text: ask(text, with_facets=True, filters=Filters({"kind": ("image",)})),
        lambda text: (peer.page(quoted(text)), peer.facets(quoted(text))),
        [title[2] for title in titles],
    )
    typos = [word[:-2] + "q" + word[-1] for word in (max(title, key=len) for title in titles)]
    spent = []
    for typo in typos:
        start = time.perf_counter()
        ask(typo)
        spent.append((time.perf_counter() - start) * 1000)
    note(
        f"one wrong letter: Whoosh p50 {statistics.median(spent):.1f} ms, p95 {statistics.quantiles(spent, n=20)[-1]:.1f} ms (FTS5 has no answer)"
    )


def _time_updates(index: WhooshIndex, documents: Sequence[SearchDocument]) -> None:
    """Time from a document being put to its being found by the next search, one at a time as uploads are."""
    spent = []
    for document in random.sample(documents, 40):
        start = time.perf_counter()
        index.put([document])
        index.search(SearchQuery(f"id:{document.id}", visibility=EVERYBODY))
        spent.append((time.perf_counter() - start) * 1000)
    note(
        f"put and found: p50 {statistics.median(spent):.0f} ms, p95 {statistics.quantiles(spent, n=20)[-1]:.0f} ms"
    )
