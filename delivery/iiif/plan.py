"""From what is asked for to what has to be cut: one piece, or with a tile all the others of its level."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from delivery.iiif.geometry import Cut, canonical, cut_of, size_of
from delivery.iiif.parse import FORMATS, Asked
from delivery.iiif.tiles import factor_of, tiles_of
from renditions.geometry import Size
from renditions.zoom.piece import Piece, Quality

MAKE = 1
"""Raise it when pieces come out visibly otherwise: what was kept before is cut anew."""

_QUALITIES: dict[str, Quality] = {
    "default": "color",
    "color": "color",
    "gray": "gray",
    "bitonal": "bitonal",
}


@dataclass(frozen=True, slots=True)
class Plan:
    """The piece `key` and all that are cut with it, in this order; `name` is its canonical spelling.

    `order` names the whole work, so that it is begun once however many pieces of it are asked for.
    """

    name: str
    key: str
    order: str
    pieces: Mapping[str, Piece]
    is_tile: bool


def plan_of(asked: Asked, sha256: str, whole: Size) -> Plan:
    """Return what has to be cut of an original (`sha256`) that is `whole` in size; `Invalid` for what cannot be."""
    cut = cut_of(asked.region, whole)
    size = size_of(asked.size, cut.size)
    name = canonical(asked, cut, size, whole)
    factor = factor_of(cut, size, whole) if not asked.degrees and not asked.is_mirrored else None
    key = _key(sha256, whole, name)
    if factor is None:
        return Plan(name, key, key, {key: _piece(asked, cut, size)}, is_tile=False)
    pieces = {
        _key(sha256, whole, canonical(asked, each, scaled, whole)): _piece(asked, each, scaled)
        for each, scaled in tiles_of(whole, factor, cut)
    }
    order = _key(sha256, whole, f"level {factor} {asked.quality} {asked.extension}")
    return Plan(name, key, order, pieces, is_tile=len(pieces) > 1)


def _piece(asked: Asked, cut: Cut, size: Size) -> Piece:
    quality, format_ = _QUALITIES[asked.quality], FORMATS[asked.extension]
    return Piece(cut.box, size, asked.degrees, asked.is_mirrored, quality, format_)


def _key(sha256: str, whole: Size, name: str) -> str:
    """Name a piece by all that decides its bytes."""
    return hashlib.sha256(f"{MAKE} {sha256} {whole.width}x{whole.height} {name}".encode()).hexdigest()
