"""Adding the demo library: pieces drawn side by side, taken in as any upload is, and given a past."""

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from dam.accounts.caller import HOUSE
from dam.assets.collections import create_collection, list_collections
from dam.assets.days import end_of_day, local_day
from dam.assets.edit import edit_asset
from dam.assets.ingest import NewAsset, receive_file
from dam.clock import rfc3339
from dam.core import Core
from delivery.house import House
from infra.demo import pieces_places, pieces_prints, pieces_products
from infra.demo.engagement import add_demo_engagement
from infra.demo.piece import Piece

PIECES: tuple[Piece, ...] = (*pieces_products.PIECES, *pieces_prints.PIECES, *pieces_places.PIECES)

NEVER_USED = 4
"""Approved pieces that nobody fetched, so that the insights have something to point at."""

Progress = Callable[[int, int], None]
"""Told how many pieces of how many stand in the library."""


def add_demo_library(house: House, progress: Progress = lambda _done, _total: None) -> list[str]:
    """Fill the house with the demo library, or with what is missing of it; return the ids of what is new."""
    return add_demo_pieces(house.core, PIECES, progress)


def add_demo_pieces(
    core: Core,
    pieces: Sequence[Piece],
    progress: Progress = lambda _done, _total: None,
    *,
    engaged: bool = True,
) -> list[str]:
    """Draw the pieces, add those that are not there yet, simulate engagement for the new ones; return their ids.

    A repeat after an interruption adds only what is missing: a piece is known by its bytes.
    """
    collections = _collections(core, pieces)
    approved: dict[str, int] = {}
    added: list[str] = []
    for done, (piece, path) in enumerate(_drawn(pieces), 1):
        asset_id, is_new = _add(core, piece, path, collections[piece.collection])
        if is_new:
            added.append(asset_id)
            if piece.status == "approved":
                approved[asset_id] = piece.days
        progress(done, len(pieces))
    if engaged:
        add_demo_engagement(core, dict(list(approved.items())[: max(0, len(approved) - NEVER_USED)]))
    return added


def _drawn(pieces: Sequence[Piece]) -> Iterator[tuple[Piece, Path]]:
    """Draw in as many processes as there are cores; each file is there until the next one is asked for."""
    with tempfile.TemporaryDirectory(prefix="vitrine-demo-") as folder:
        workers = min(8, os.cpu_count() or 1, len(pieces) or 1)
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            for piece, path in zip(
                pieces, pool.map(Piece.write, pieces, [Path(folder)] * len(pieces)), strict=True
            ):
                yield piece, path
                path.unlink()


def _collections(core: Core, pieces: Sequence[Piece]) -> dict[str, str]:
    """Return the id of each collection by its name, creating those that are missing."""
    known = {view.name: view.id for view in list_collections(core, HOUSE)}
    for name in dict.fromkeys(piece.collection for piece in pieces):
        if name not in known:
            known[name] = create_collection(core, HOUSE, name=name).id
    return known


def _add(core: Core, piece: Piece, path: Path, collection: str) -> tuple[str, bool]:
    """Take a piece in as if on its day in the past, and say what is known of it."""
    then = core.now() - timedelta(days=piece.days, hours=piece.days % 7)
    past = replace(core, now=lambda: then)
    new = NewAsset(
        piece.filename,
        title=piece.title,
        description=piece.description,
        tags=piece.tags,
        collection=collection,
        status=piece.status,
        is_demo=True,
    )
    added = receive_file(past, HOUSE, path, new)
    if not added.is_duplicate:
        edit_asset(past, HOUSE, added.asset_id, _patch(core, piece))
    return added.asset_id, not added.is_duplicate


def _patch(core: Core, piece: Piece) -> dict[str, Any]:
    """Return what is said after the upload: alternative texts, focal point and rights."""
    patch: dict[str, Any] = {"alt": dict(zip(("fr", "en"), piece.alt, strict=True))}
    if piece.focal_point:
        patch["focal_point"] = dict(zip("xy", piece.focal_point, strict=True))
    rights = dict(piece.rights)
    if "ends_in" in rights:
        last = local_day(core.now() + timedelta(days=rights.pop("ends_in")), core.zone)
        rights["expires_at"] = rfc3339(end_of_day(last, core.zone))
    if rights:
        patch["rights"] = rights
    return patch
