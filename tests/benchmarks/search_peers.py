"""The peers of the embedded index: SQLite's FTS5 and tantivy, over the same stems and facets."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import tantivy

from dam.search.document import SearchDocument
from tests.benchmarks.search_shapes import stems

FIELDS = ("title", "tags", "body")
COUNTED = ("kind", "status", "orientation")


class Fts5:
    """SQLite's full text, with a table of what is filtered, sorted and counted by."""

    def __init__(self, path: Path, documents: Sequence[SearchDocument]) -> None:
        self._rows = sqlite3.connect(path)
        self._rows.execute(
            "create virtual table words using fts5(title, tags, body, tokenize='ascii', prefix='3 4')"
        )
        self._rows.execute("create table assets(id integer primary key, kind, status, orientation, created)")
        self._rows.execute("create table tags(asset integer, tag)")
        for number, each in enumerate(documents):
            self._rows.execute(
                "insert into words(rowid, title, tags, body) values(?,?,?,?)", (number, *_texts(each))
            )
            created = int(each.created_at.timestamp())
            row = (number, each.kind, each.status, each.orientation, created)
            self._rows.execute("insert into assets values(?,?,?,?,?)", row)
            self._rows.executemany("insert into tags values(?,?)", [(number, tag) for tag in each.tags])
        self._rows.execute("create index created on assets(created)")
        self._rows.execute("create index tagged on tags(asset)")
        self._rows.commit()

    def ask(self, match: str, order: str, *, with_facets: bool) -> int:
        """Read the first fifty hits and the counts, and return how many there are."""
        where, asked = ("where words match ?", (match,)) if match else ("", ())
        joined = f"from words join assets on assets.id = words.rowid {where}"
        order = order if match else "created desc"
        self._rows.execute(f"select assets.id {joined} order by {order} limit 50", asked).fetchall()
        total: int = self._rows.execute(f"select count(*) {joined}", asked).fetchone()[0]
        if with_facets:
            hits = f"(select rowid as id from words {where})"
            for name in COUNTED:
                counted = f"select {name}, count(*) from assets join {hits} using(id) group by 1"
                self._rows.execute(f"{counted} order by 2 desc limit 50", asked).fetchall()
            counted = f"select tag, count(*) from tags join {hits} h on h.id = tags.asset group by 1"
            self._rows.execute(f"{counted} order by 2 desc limit 50", asked).fetchall()
        return total


class Tantivy:
    """A search engine of compiled code; its writer and its reader are in this process, too."""

    def __init__(self, folder: Path, documents: Sequence[SearchDocument]) -> None:
        folder.mkdir()
        schema = tantivy.SchemaBuilder()
        for name in FIELDS:
            schema.add_text_field(name, stored=False, tokenizer_name="whitespace")
        for name in (*COUNTED, "tag"):
            schema.add_text_field(name, stored=False, tokenizer_name="raw", fast=True)
        schema.add_integer_field("created", fast=True, indexed=True)
        self._index = tantivy.Index(schema.build(), path=str(folder))
        writer = self._index.writer(heap_size=128_000_000, num_threads=1)
        for each in documents:
            title, tags, body = _texts(each)
            document = tantivy.Document(title=title, tags=tags, body=body, tag=list(each.tags))
            for name in COUNTED:
                document.add_text(name, getattr(each, name))
            document.add_integer("created", int(each.created_at.timestamp()))
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def ask(self, match: str, order: str, *, with_facets: bool) -> int:
        """Read the first fifty hits and the counts, and return how many there are."""
        query = self._read(match)
        searcher = self._index.searcher()
        by = "created" if order != "rank" else None
        found = searcher.search(query, limit=50, count=True, order_by_field=by)
        if with_facets:
            facets = {name: {"terms": {"field": name, "size": 50}} for name in (*COUNTED, "tag")}
            searcher.aggregate(query, facets)
        return getattr(found, "count", None) or 0  # which its stubs leave out

    def _read(self, match: str) -> tantivy.Query:
        """Read a question of FTS5; the beginning of a word, which tantivy's parser does not know, is a regular expression."""
        if match.endswith("*"):
            begins = [
                tantivy.Query.regex_query(self._index.schema, field, f"{match[:-1]}.*") for field in FIELDS
            ]
            return tantivy.Query.boolean_query([(tantivy.Occur.Should, each) for each in begins])
        return self._index.parse_query(match.replace(" NOT ", " -") or "*", list(FIELDS))


def _texts(document: SearchDocument) -> tuple[str, str, str]:
    body = stems(f"{document.description} {document.filename} {document.text}")
    return stems(document.title), stems(" ".join(document.tags)), body
