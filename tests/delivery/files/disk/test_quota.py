"""The quota is hard: whatever is wanted, in whatever order, by however many processes, the folder never holds more."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.files.disk.cache import DiskCache
from delivery.files.disk.coming import State
from delivery.files.disk.names import BLOCK, coming_name, cost_of
from tests.delivery.files.disk.filler import body_of, keep, name_of
from tests.scale import many

QUOTA = 400_000


def held(folder: Path) -> int:
    """What the files of the folder take on the disk, the ledger of eight bytes aside."""
    total = 0
    for path in folder.iterdir():
        try:
            status = path.stat()
        except FileNotFoundError:
            continue
        total += max(status.st_size, status.st_blocks * 512) if path.name != "sum" else 0
    return total


@given(st.lists(st.integers(0, 60), max_size=40), st.integers(200_000, 600_000))
def test_no_order_of_sizes_exceeds_it(
    tmp_path_factory: pytest.TempPathFactory, numbers: list[int], quota: int
) -> None:
    folder = tmp_path_factory.mktemp("cache")
    cache = DiskCache(folder, quota)
    for number in numbers:
        keep(cache, body_of(number))
        assert held(folder) <= quota
        assert cache.folder.held_bytes() == sum(entry.cost for entry in cache.folder.entries())
        assert cache.size_of(name_of(body_of(number))) == len(body_of(number))


def test_two_processes_together_never_exceed_it(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    count = str(many(250, 5_000))
    command = [sys.executable, "-m", "tests.delivery.files.disk.filler", str(folder), str(QUOTA)]
    fillers = [subprocess.Popen([*command, str(seed), count]) for seed in (1, 2)]
    samples = []
    while any(filler.poll() is None for filler in fillers):
        if folder.is_dir():
            samples.append(held(folder))
    assert [filler.returncode for filler in fillers] == [0, 0]
    assert max(samples) <= QUOTA * 1.01
    assert max(samples) >= QUOTA * 0.5, "the fillers never came near it, so that nothing was tried"
    for path in folder.iterdir():
        assert path.name == "sum" or name_of(path.read_bytes()) == path.name
    cache = DiskCache(folder, QUOTA)
    before = cache.folder.held_bytes()
    cache.sweep()
    assert cache.folder.held_bytes() == before == sum(entry.cost for entry in cache.folder.entries())


def test_what_was_wanted_least_lately_goes_first(tmp_path: Path) -> None:
    cache = DiskCache(tmp_path, 8 * BLOCK)
    bodies = [bytes([number]) * BLOCK for number in range(9)]
    for body in bodies[:8]:
        keep(cache, body)
    keep(cache, bodies[0])
    keep(cache, bodies[8])
    kept = {entry.name for entry in cache.folder.entries()}
    assert kept == {name_of(body) for body in bodies} - {name_of(bodies[1])}
    assert cache.figures().evictions == 1


def test_it_survives_a_restart(tmp_path: Path) -> None:
    before = DiskCache(tmp_path, QUOTA)
    bodies = [body_of(number) for number in range(5)]
    for body in bodies:
        keep(before, body)
    after = DiskCache(tmp_path, QUOTA)
    after.sweep()
    assert after.figures().bytes == sum(cost_of(len(body)) for body in bodies)
    for body in bodies:
        opened = after.open(name_of(body))
        assert opened is not None
        assert os.pread(opened[0], opened[1], 0) == body
        os.close(opened[0])


def test_a_lowered_quota_holds_after_the_next_sweep(tmp_path: Path) -> None:
    before = DiskCache(tmp_path, QUOTA)
    for number in range(40):
        keep(before, body_of(number))
    after = DiskCache(tmp_path, QUOTA // 3)
    after.sweep()
    assert held(tmp_path) <= QUOTA // 3
    assert after.figures().evictions > 0


def test_a_folder_that_was_emptied_by_hand_is_a_fresh_one(tmp_path: Path) -> None:
    cache = DiskCache(tmp_path, 4 * BLOCK)
    for number in range(4):
        keep(cache, bytes([number]) * BLOCK)
    for path in tmp_path.iterdir():
        path.unlink()
    keep(cache, b"x" * BLOCK)
    assert cache.figures().bytes == BLOCK


def test_files_that_vanished_are_noticed_when_room_is_needed(tmp_path: Path) -> None:
    cache = DiskCache(tmp_path, 4 * BLOCK)
    for number in range(4):
        keep(cache, bytes([number]) * BLOCK)
    for entry in cache.folder.entries():
        (tmp_path / entry.name).unlink()
    keep(cache, b"x" * BLOCK)
    assert cache.figures().bytes == BLOCK


def test_what_is_on_its_way_counts_from_the_start(tmp_path: Path) -> None:
    cache = DiskCache(tmp_path, 16 * BLOCK)
    begun = [cache.begin(name_of(bytes([number])), 4 * BLOCK) for number in range(5)]
    assert [each is not None for each in begun] == [True] * 4 + [False]
    assert cache.figures().bytes == 16 * BLOCK
    for each in begun[:4]:
        assert each is not None
        assert cache.fetch(each, lambda _start: None) is State.BROKEN
        os.close(each.reading)
    assert cache.figures().bytes == 0
    assert [path.name for path in tmp_path.iterdir()] == ["sum"]


def test_a_film_larger_than_its_share_is_not_kept(tmp_path: Path) -> None:
    cache = DiskCache(tmp_path, 16 * BLOCK)
    assert cache.begin(name_of(b"film"), 4 * BLOCK + 1) is None


def test_what_the_server_in_front_was_just_told_of_is_not_removed(tmp_path: Path) -> None:
    cache = DiskCache(tmp_path, 4 * BLOCK, grace=60)
    bodies = [bytes([number]) * BLOCK for number in range(5)]
    for body in bodies:
        keep(cache, body)
    assert [cache.path_of(name_of(body)) is not None for body in bodies] == [True] * 4 + [False]


def test_other_files_in_the_folder_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "README").write_text("mine")
    (tmp_path / coming_name("z" * 64, 5)).write_text("mine")
    cache = DiskCache(tmp_path, 4 * BLOCK)
    for number in random.Random(5).sample(range(100), 10):
        keep(cache, bytes([number]) * 100)
    cache.sweep()
    assert (tmp_path / "README").read_text() == "mine"
