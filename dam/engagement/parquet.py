"""One day of events as a Parquet file, with right types; needs the extra `analysis` (pyarrow)."""

from collections.abc import Iterable
from importlib import import_module
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any

from dam.engagement.event import Columns

ENGINE = "pyarrow"
"""Loaded when a file is written: no process that serves should carry it, nor a command wait for it."""

HOW_TO_INSTALL = (
    "Writing Parquet needs pyarrow, which is not installed; install Vitrine with its extra `analysis`."
)

ROWS_AT_ONCE = 20_000
"""Rows of one row group, and in memory: about 30 MB."""

TEXTS = (
    "id",
    "asset_id",
    "version_id",
    "rendition",
    "channel",
    "placement",
    "site",
    "page",
    "campaign",
    "journey",
    "stage",
    "class",
    "kind",
    "actor",
    "visitor",
    "audience",
    "locale",
    "currency",
    "text",
    "origin",
    "source",
)
MOMENTS = ("at", "received_at")
COLUMNS = (*MOMENTS, *TEXTS, "value_minor", "duration", "rating")
"""In this order in every file; `value_minor` in the currency's minor unit, `duration` in seconds, moments in UTC."""


def is_installed() -> bool:
    """Tell whether Parquet can be written here."""
    return find_spec(ENGINE) is not None


def write_parquet(path: Path, rows: Iterable[Columns]) -> int:
    """Write ledger rows to a new file and return how many; without any row no file is made.

    Equal rows in equal order give equal bytes.
    """
    walk = iter(rows)
    batch = list(islice(walk, ROWS_AT_ONCE))
    if not batch:
        return 0
    written = 0
    pyarrow, files = import_module(ENGINE), import_module(f"{ENGINE}.parquet")
    schema = _schema(pyarrow)
    with files.ParquetWriter(path, schema, compression="zstd") as writer:
        while batch:
            writer.write_batch(_batch(pyarrow, batch, schema))
            written += len(batch)
            batch = list(islice(walk, ROWS_AT_ONCE))
    return written


def _schema(pyarrow: Any) -> Any:
    text, moment = pyarrow.string(), pyarrow.timestamp("ms", tz="UTC")
    types = {
        **dict.fromkeys(MOMENTS, moment),
        **dict.fromkeys(TEXTS, text),
        "value_minor": pyarrow.int64(),
        "duration": pyarrow.float64(),
        "rating": pyarrow.float64(),
    }
    nullable = {"id", "duration", "rating"}
    return pyarrow.schema([pyarrow.field(name, types[name], name in nullable) for name in COLUMNS])


def _batch(pyarrow: Any, rows: list[Columns], schema: Any) -> Any:
    """Milliseconds are handed over as whole numbers: a moment built from each would cost most of the time."""
    columns = [
        pyarrow.array([row[field.name] for row in rows], pyarrow.int64()).cast(field.type)
        if field.name in MOMENTS
        else pyarrow.array([row[field.name] for row in rows], field.type)
        for field in schema
    ]
    return pyarrow.RecordBatch.from_arrays(columns, schema=schema)
