"""Vocabularies as a table: one line a term, one column a language."""

import csv
import io
import re
from collections.abc import Sequence

from dam.language.cells import escaped, unescaped
from dam.metadata.values.locales import is_locale
from dam.metadata.vocabularies.read import TermView
from dam.metadata.vocabularies.rows import TermRow, refused

BETWEEN = "|"
"""What stands between synonyms in one cell."""

_COLUMN = re.compile(r"(label|synonyms):(\S+)")


def write_csv(terms: Sequence[TermView]) -> str:
    """Return the table in UTF-8 order of a walk down the tree; a spreadsheet reads no cell of it as a formula."""
    locales = sorted({locale for term in terms for locale in (*term.labels, *term.synonyms)})
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(
        ["id", "parent", *(f"label:{each}" for each in locales), *(f"synonyms:{each}" for each in locales)]
    )
    for term in terms:
        labels = [escaped(term.labels.get(each, "")) for each in locales]
        synonyms = [escaped(BETWEEN.join(term.synonyms.get(each, ()))) for each in locales]
        writer.writerow([term.id, term.parent_id or "", *labels, *synonyms])
    return file.getvalue()


def read_csv(text: str) -> list[TermRow]:
    """Read a table with a column `label:LOCALE` at the least; wrong columns → `Invalid` naming them."""
    try:
        lines = list(csv.reader(io.StringIO(text.lstrip("\ufeff")), dialect=_dialect(text)))
    except csv.Error as error:
        raise refused(f"This is no table that can be read ({error}).") from None
    head = [name.strip() for name in lines[0]] if lines else []
    wrong = [name for name in head if name not in ("id", "parent") and not _is_known(name)]
    if wrong or not any(name.startswith("label:") for name in head) or len(set(head)) < len(head):
        named = f", and {wrong[0][:40]!r} came" if wrong else ""
        raise refused(
            f"The columns are id, parent, label:fr, label:en, synonyms:fr and so on, each once{named}."
        )
    return [_row(place, head, cells) for place, cells in enumerate(lines[1:], start=2) if any(cells)]


def _dialect(text: str) -> type[csv.Dialect]:
    """A French spreadsheet writes semicolons."""
    head = text.partition("\n")[0]

    class Dialect(csv.excel):
        delimiter = ";" if head.count(";") > head.count(",") else ","

    return Dialect


def _is_known(name: str) -> bool:
    found = _COLUMN.fullmatch(name)
    return found is not None and is_locale(found[2])


def _row(line: int, head: Sequence[str], cells: Sequence[str]) -> TermRow:
    if len(cells) > len(head):
        raise refused(f"Line {line} has {len(cells)} cells, and there are {len(head)} columns.", line)
    told = {name: unescaped(cell.strip()) for name, cell in zip(head, cells, strict=False)}
    labels, synonyms = {}, {}
    for name, cell in told.items():
        kind, _, locale = name.partition(":")
        if kind == "label" and cell:
            labels[locale] = cell
        elif kind == "synonyms" and cell:
            synonyms[locale] = [part.strip() for part in cell.split(BETWEEN) if part.strip()]
    return TermRow(line, told.get("id", ""), told.get("parent", ""), labels, synonyms)
