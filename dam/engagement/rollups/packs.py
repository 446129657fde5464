"""Packs: the roll-ups of an hour or a day as columns of numbers, forty times smaller than their rows and as much faster.

A number of `pack_words` stands for an asset or version, a number of `pack_shapes` for the rest of the key. Rows stand in the
order of asset and version; each run of one pair is written once with its length.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]
Column = npt.NDArray[Any]

Row = tuple[int, int, int, int, int]
"""Asset, version, shape, count, value in minor units."""

_DECODER = msgspec.msgpack.Decoder(list[tuple[str, bytes]])


@dataclass(frozen=True, slots=True)
class PackSums:
    """All assets together: count and value of each shape, shapes ascending."""

    shapes: Column
    counts: Column
    values: Column


@dataclass(frozen=True, slots=True)
class PackRows:
    """Each asset: run n is `lengths[n]` rows of `assets[n]` in `versions[n]`, beginning at row `starts[n]`.

    A row's `codes` is the place of its shape in the sums' shapes. Row `valued[n]` has the value `values[n]`.
    """

    assets: Column
    versions: Column
    lengths: Column
    starts: Column
    codes: Column
    counts: Column
    valued: Column
    values: Column


def pack_rows(rows: Iterable[Row]) -> tuple[bytes, bytes]:
    """Return the sums and the rows of a pack; rows of the same key are added up."""
    table = np.array(list(rows), dtype=np.int64).reshape(-1, 5)
    order = np.lexsort((table[:, 2], table[:, 1], table[:, 0]))
    table = table[order]
    keys = table[:, :3]
    is_first = np.ones(len(table), dtype=bool)
    is_first[1:] = (keys[1:] != keys[:-1]).any(axis=1)
    firsts = np.flatnonzero(is_first)
    if len(firsts) < len(table):
        added = np.add.reduceat(table[:, 3:], firsts, axis=0) if len(firsts) else table[:, 3:]
        table = np.hstack([keys[firsts], added])
    return _packed(table)


def read_sums(content: bytes) -> PackSums:
    """Read the sums of a pack."""
    shapes, counts, values = _columns(content)
    return PackSums(shapes, counts, values)


def read_rows(content: bytes) -> PackRows:
    """Read the rows of a pack."""
    assets, versions, lengths, codes, counts, valued, values = _columns(content)
    starts = np.cumsum(lengths, dtype=np.int64) - lengths
    return PackRows(assets, versions, lengths, starts, codes, counts, valued, values)


def unpack_rows(sums: PackSums, rows: PackRows) -> Numbers:
    """Return the rows of a pack as a table of five columns, as they were packed."""
    table = np.zeros((len(rows.codes), 5), dtype=np.int64)
    table[:, 0] = np.repeat(rows.assets, rows.lengths)
    table[:, 1] = np.repeat(rows.versions, rows.lengths)
    table[:, 2] = sums.shapes[rows.codes]
    table[:, 3] = rows.counts
    table[rows.valued, 4] = rows.values
    return table


def _packed(table: Numbers) -> tuple[bytes, bytes]:
    shapes, codes = np.unique(table[:, 2], return_inverse=True)
    counts, values = np.zeros(len(shapes), dtype=np.int64), np.zeros(len(shapes), dtype=np.int64)
    np.add.at(counts, codes, table[:, 3])
    np.add.at(values, codes, table[:, 4])
    pairs = table[:, :2]
    is_first = np.ones(len(table), dtype=bool)
    is_first[1:] = (pairs[1:] != pairs[:-1]).any(axis=1)
    firsts = np.flatnonzero(is_first)
    lengths = np.diff(np.append(firsts, len(table)))
    valued = np.flatnonzero(table[:, 4])
    rows = [table[firsts, 0], table[firsts, 1], lengths, codes, table[:, 3], valued, table[valued, 4]]
    return _written([shapes, counts, values]), _written(rows)


def _written(columns: Sequence[Column]) -> bytes:
    """Write columns, each in the least size that holds its largest number; little-endian on every machine."""
    parts = []
    for column in columns:
        least, most = (int(column.min()), int(column.max())) if len(column) else (0, 0)
        size = np.promote_types(np.min_scalar_type(least), np.min_scalar_type(most))
        kind = np.dtype(size if size.kind in "iu" else np.int64).newbyteorder("<")
        parts.append((kind.str, column.astype(kind).tobytes()))
    return msgspec.msgpack.encode(parts)


def _columns(content: bytes) -> list[Column]:
    return [np.frombuffer(part, dtype=kind) for kind, part in _DECODER.decode(content)]
