"""Writes assets into a spreadsheet: CSV as a stream, or a workbook."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO

import sqlalchemy as sa
import xlsxwriter
from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require_somewhere
from dam.assets.bulk.limits import MOST_ASSETS
from dam.assets.bulk.sheet_child import MOST_CELL
from dam.assets.bulk.sheet_columns import ID, VERSION, columns_of, seen_of, texts_of
from dam.assets.models import Asset
from dam.assets.rows_to_views import asset_views
from dam.assets.visibility import visible
from dam.core import Core
from dam.errors import FieldError, Invalid
from dam.language.catalogue import LOCALES
from dam.language.cells import escaped
from dam.metadata.fields import list_fields

READ_AT_ONCE = 200

MOST_IN_WORKBOOK = 20_000
"""Rows of a workbook: of 20 columns, writing it takes three seconds of a processor; CSV has no such bound."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of assets: `rows` begins with the header and holds every cell as it is to be written."""

    columns: Sequence[str]
    rows: Iterator[list[str]]
    count: int


def open_sheet(core: Core, caller: Caller, asset_ids: Sequence[str]) -> Sheet:
    """Return the table of these assets in their order, as far as the caller sees them; read as it is written."""
    require_somewhere(caller, Action.SEE_APPROVED)
    ids = list(dict.fromkeys(asset_ids))
    if len(ids) > MOST_ASSETS:
        sentence = f"A spreadsheet has at most {MOST_ASSETS} rows, and {len(ids)} assets came."
        raise Invalid(sentence, [FieldError("assets", sentence)])
    with core.db.read() as session:
        keys = [field.key for field in list_fields(session)]
        columns = columns_of(LOCALES, keys, _languages(session, caller, ids))
    return Sheet(columns, _rows(core, caller, ids, columns), len(ids))


def write_csv(sheet: Sheet, separator: str = ",") -> Iterator[bytes]:
    """Yield CSV (RFC 4180) in UTF-8 with its mark, by which Excel knows the encoding; `;` suits a French Excel."""
    yield "\ufeff".encode()
    for row in sheet.rows:
        out = StringIO(newline="")
        csv.writer(out, delimiter=separator, lineterminator="\r\n").writerow([escaped(cell) for cell in row])
        yield out.getvalue().encode("utf-8", "replace")


def write_workbook(sheet: Sheet) -> bytes:
    """Return a workbook (ECMA-376) whose cells are texts: none is a formula."""
    if sheet.count > MOST_IN_WORKBOOK:
        sentence = f"A workbook takes at most {MOST_IN_WORKBOOK} assets, and {sheet.count} came; take CSV."
        raise Invalid(sentence, [FieldError("format", sentence)])
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_urls": False}) as book:
        page, bold = book.add_worksheet("assets"), book.add_format({"bold": True})
        page.freeze_panes(1, 2)
        page.set_column(0, len(sheet.columns) - 1, 24)
        page.set_column(1, 1, 6)
        for number, row in enumerate(sheet.rows):
            for place, cell in enumerate(row):
                if len(cell) >= MOST_CELL:
                    raise Invalid(
                        f"Row {number + 1} holds a text that no cell of a workbook takes; take CSV."
                    )
                if cell:
                    page.write_string(number, place, escaped(cell), bold if number == 0 else None)
    return out.getvalue()


def _rows(core: Core, caller: Caller, ids: Sequence[str], columns: Sequence[str]) -> Iterator[list[str]]:
    yield list(columns)
    for start in range(0, len(ids), READ_AT_ONCE):
        some = ids[start : start + READ_AT_ONCE]
        with core.db.read() as session:
            seen = set(session.scalars(sa.select(Asset.id).where(Asset.id.in_(some), visible(caller))))
            views = asset_views(session, [asset_id for asset_id in some if asset_id in seen])
        for view in views.values():
            texts = {**texts_of(view, core.zone), ID: view.id, VERSION: seen_of(view, columns, core.zone)}
            yield [texts.get(column, "") for column in columns]


def _languages(session: Session, caller: Caller, ids: Sequence[str]) -> list[str]:
    """Return the parts by language that any of the assets that the caller sees has, so that no text is left out."""
    found: dict[str, None] = {}
    for start in range(0, len(ids), READ_AT_ONCE):
        some = ids[start : start + READ_AT_ONCE]
        for row in session.execute(
            sa.select(Asset.titles, Asset.descriptions, Asset.alt).where(Asset.id.in_(some), visible(caller))
        ):
            for group, texts in zip(("titles", "descriptions", "alt"), row, strict=True):
                found |= {f"{group}.{locale}": None for locale in sorted(texts or {})}
    return list(found)
