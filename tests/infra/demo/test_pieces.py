"""Every piece is drawn, looks like nothing else, and is told completely in both languages."""

import hashlib
import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from PIL import Image

from dam.media_types import sniff
from dam.metadata.facts import read_facts
from infra.demo.library import PIECES
from infra.demo.piece import Piece
from tests.scale import many

DRAWN = [piece for place, piece in enumerate(PIECES) if piece.make or place % many(5, 1) == 0]
"""Of the pictures every fifth, and all that is no picture; in the long run every piece."""


def by_name(filename: str) -> Piece:
    """The piece with that file name."""
    return next(piece for piece in PIECES if piece.filename == filename)


def test_every_piece_is_told_completely() -> None:
    for piece in PIECES:
        assert all((piece.title, piece.description, piece.tags, piece.collection)), piece.filename
        assert all(len(text) > 15 for text in piece.alt), piece.filename
        assert (piece.draw is None) != (piece.make is None)
    assert len({piece.filename for piece in PIECES}) == len({piece.title for piece in PIECES}) == len(PIECES)


def test_the_library_is_varied() -> None:
    statuses = [piece.status for piece in PIECES]
    assert statuses.count("approved") > len(PIECES) * 0.7
    assert {"draft", "in_review"} <= set(statuses)
    assert any(piece.rights for piece in PIECES)
    assert max(piece.days for piece in PIECES) > 120 > 7 > min(piece.days for piece in PIECES)


@pytest.mark.parametrize("filename", ["motif-terrazzo.jpg", "charte-estuaire.pdf"])
def test_a_piece_is_the_same_bytes_each_time(tmp_path: Path, filename: str) -> None:
    piece = by_name(filename)
    first = hashlib.sha256(piece.write(tmp_path).read_bytes()).hexdigest()
    assert hashlib.sha256(piece.write(tmp_path).read_bytes()).hexdigest() == first


@pytest.mark.slow
def test_every_piece_is_drawn_in_its_own_way(tmp_path: Path) -> None:
    workers = min(2, os.cpu_count() or 1)
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        paths = list(pool.map(Piece.write, DRAWN, [tmp_path] * len(DRAWN)))
    assert len({hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}) == len(DRAWN)
    shapes = set()
    for path in paths:
        kept = sniff(path.read_bytes()[:4096], path.name)
        assert kept is not None
        facts = read_facts(path, kept.name)
        assert facts.readable, path.name
        assert not facts.problems, (path.name, facts.problems)
        if kept.kind == "image":
            assert 2000 <= max(facts.width or 0, facts.height or 0) <= 4000, path.name
            assert path.stat().st_size < 9_000_000, path.name
            assert_is_a_picture(path)
            shapes.add(
                ((facts.width or 0) > (facts.height or 0)) - ((facts.width or 0) < (facts.height or 0))
            )
        if kept.kind == "video":
            assert (facts.width, facts.height, round(facts.duration or 0)) == (1920, 1080, 8)
            assert len(facts.codecs) == 2
        if kept.kind == "document":
            assert (facts.pages, facts.title) == (5, "Charte de la maison Estuaire")
    assert shapes == {-1, 0, 1}, "upright, square and wide"


def assert_is_a_picture(path: Path) -> None:
    """Neither black nor white nor one colour: light and dark are both there."""
    with Image.open(path) as picture:
        lows_and_highs = picture.convert("L").resize((64, 64)).getextrema()
    assert isinstance(lows_and_highs[0], float | int)
    assert lows_and_highs[1] - lows_and_highs[0] > 60, path.name
