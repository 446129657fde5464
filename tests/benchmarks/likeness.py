"""How surely a copy is known again, how seldom others are taken for one, and what a look-up costs in a large library.

Made copies of 30 real photographs (`tests/pictures/copies.py`) beside all pairs of different ones, and beside tiles of the
largest four, which have no pixel in common: different pictures of one light and one place.
"""

import random
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
import sqlalchemy as sa

from dam.assets.likeness.compare import find_alike
from dam.assets.likeness.keep import MOST_OF_A_WORD
from dam.assets.likeness.matching import match
from dam.assets.likeness.models import Likeness, LikenessWord
from dam.assets.likeness.points import METHOD, Frame, pack, words_of
from dam.assets.likeness.read import SURE
from dam.assets.models import Asset, Version
from dam.clock import now
from dam.db import Base, Database
from renditions.image.likeness import look_at
from tests.benchmarks.report import bench, note
from tests.pictures.copies import COPIES, HARD_COPIES, photographs, tiles

LIBRARY = {"small": 10_000, "full": 100_000}
RULED = "arrow.heic"
"""A sheet of ruled paper: its tiles are told beside the others, since people would not tell them apart either."""

TABLES = ("assets", "versions", "likenesses", "likeness_words")

BATCH = 500


def main(scale: str) -> None:
    """Measure recall, false alarms and look-ups."""
    began = time.process_time()
    originals = {name: look_at(image) for name, image in photographs().items()}
    note(
        f"{1000 * (time.process_time() - began) / len(originals):.0f} ms of CPU a picture, decoding included"
    )
    copies = _recall(originals)
    _false_alarms(originals)
    _look_ups(originals, copies, LIBRARY[scale])


def _recall(originals: dict[str, Frame]) -> list[tuple[str, Frame]]:
    pictures = photographs()
    made: list[tuple[str, Frame]] = []
    missed: Counter[str] = Counter()
    warned = 0
    for name, copy in {**COPIES, **HARD_COPIES}.items():
        seen = [
            (title, look_at(copy(image, random.Random(name + title)))) for title, image in pictures.items()
        ]
        matches = [match([frame], [originals[title]]) for title, frame in seen]
        missed[name] = matches.count(None)
        if name in COPIES:
            warned += sum(found is not None and found.score >= SURE for found in matches)
        note(f"{name}: {len(seen) - missed[name]} of {len(seen)}")
        made += seen if name in COPIES else []
    count = len(made)
    bench(
        "likeness/recall",
        100 * (1 - sum(missed[name] for name in COPIES) / count),
        "%",
        f"{count} made copies",
    )
    bench(
        "likeness/warned", 100 * warned / count, "%", f"made copies that people are warned of, from {SURE} on"
    )
    return made


def _false_alarms(originals: dict[str, Frame]) -> None:
    frames = list(originals.values())
    wrong = sum(match([one], [other]) is not None for one, other in combinations(frames, 2))
    pairs = len(frames) * (len(frames) - 1) // 2
    bench("likeness/false-alarms", 100 * wrong / pairs, "%", f"{pairs} pairs of different photographs")
    cut = [(name, look_at(tile)) for name, tile in tiles()]
    for words, chosen in (
        ("tiles of photographs", [frame for name, frame in cut if name != RULED]),
        ("tiles, ruled paper among them", [frame for _, frame in cut]),
    ):
        wrong = sum(match([one], [other]) is not None for one, other in combinations(chosen, 2))
        pairs = len(chosen) * (len(chosen) - 1) // 2
        note(f"{wrong} of {pairs} pairs of {words} that have no pixel in common: {100 * wrong / pairs:.2f} %")


def _look_ups(originals: dict[str, Frame], copies: Sequence[tuple[str, Frame]], size: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'rows.sqlite'}")
        Base.metadata.create_all(database.engine, [Base.metadata.tables[name] for name in TABLES])
        numbers = _fill(database, originals, size)
        found, spent = 0, []
        with database.read() as session:
            for title, frame in copies:
                row = Likeness(number=0, asset_id="", version_id="", pixels="", points=pack([frame]))
                began = time.process_time()
                alike = find_alike(session, row)
                spent.append(1000 * (time.process_time() - began))
                found += numbers[title] in alike
            words = session.scalar(sa.select(sa.func.count()).select_from(LikenessWord))
        database.dispose()
    share = 100 * found / len(copies)
    bench(f"likeness/found-among-{size}", share, "%", f"{len(copies)} made copies")
    late = statistics.quantiles(spent, n=20)[18]
    bench(f"likeness/look-up-among-{size}", late, "ms", "p95 of CPU, SQLite")
    note(f"median {statistics.median(spent):.1f} ms; {words} words")


def _fill(database: Database, originals: dict[str, Frame], size: int) -> dict[str, str]:
    """Fill a library: the originals, and pictures of points of real tiles, shuffled, some of their signs changed."""
    pool = np.concatenate([look_at(tile).points for _, tile in tiles()])
    chance = np.random.default_rng(7)
    kept: Counter[int] = Counter()
    rows: list[tuple[str, Frame]] = [*originals.items(), *_strangers(pool, chance, size - len(originals))]
    for start in range(0, len(rows), BATCH):
        batch = list(enumerate(rows[start : start + BATCH], start + 1))
        words = []
        for number, (_, frame) in batch:
            for word in words_of(frame):
                if kept[word] < MOST_OF_A_WORD:
                    kept[word] += 1
                    words.append({"word": word, "number": number})
        with database.write() as session:
            session.execute(sa.insert(Asset), [_asset(number) for number, _ in batch])
            session.execute(sa.insert(Version), [_version(number) for number, _ in batch])
            session.execute(sa.insert(Likeness), [_likeness(number, frame) for number, (_, frame) in batch])
            session.execute(sa.insert(LikenessWord), words)
    return {title: _id(number) for number, (title, _) in enumerate(rows, 1)}


def _strangers(pool: np.ndarray, chance: np.random.Generator, count: int) -> Iterator[tuple[str, Frame]]:
    for number in range(count):
        points = pool[chance.integers(0, len(pool), 44)].copy()
        for name in ("x", "y", "size"):
            points[name] = chance.permutation(points[name])
        flips = np.uint64(1) << chance.integers(0, 64, (3, len(points)), np.uint64)
        for flip in flips:
            points["signs"] ^= flip
            points["mirrored"] ^= flip
        yield f"stranger {number}", Frame(1.0, 0.75, int(chance.integers(1, 2**63)), 1, points)


def _id(number: int) -> str:
    return f"asset{number:011d}"


def _asset(number: int) -> dict[str, object]:
    moment = now()
    known = {
        "id": _id(number),
        "kind": "image",
        "status": "approved",
        "filename": "x.jpg",
        "owner_id": "house",
    }
    return {**known, "current_version_id": f"v{_id(number)}", "created_at": moment, "updated_at": moment}


def _version(number: int) -> dict[str, object]:
    return {
        "id": f"v{_id(number)}",
        "asset_id": _id(number),
        "number": 1,
        "state": "current",
        "sha256": f"{number:064x}",
        "bytes": 1,
        "media_type": "image/jpeg",
        "filename": "x.jpg",
        "created_by": "house",
        "created_at": now(),
    }


def _likeness(number: int, frame: Frame) -> dict[str, object]:
    return {
        "number": number,
        "asset_id": _id(number),
        "version_id": f"v{_id(number)}",
        "pixels": "",
        "points": pack([frame]),
        "method": METHOD,
        "compared_at": now(),
    }
