"""A store that is elsewhere: asked once however many want a file, and never believed without its digest."""

import asyncio
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dam.errors import Unavailable
from dam.storage.local import LocalStore
from delivery.files.bodies import SMALL_BYTES, Bodies
from delivery.files.disk.cache import DiskCache
from delivery.files.sending import CutOff
from tests.delivery.files.asking import Answer, ask_async, make_scope
from tests.delivery.files.conftest import FILM, Front
from tests.delivery.files.disk.filler import body_of, name_of
from tests.delivery.files.library import body_of as rendition_of
from tests.delivery.files.stores import PIECE, Cut, Far, Gated, Lying, Silent, Slow
from tests.delivery.files.test_memory import wait_until

QUOTA = 64 * 1024**2
FILM_PATH = f"/d/web/hero@1600w/{FILM}.mp4"
FILM_BODY = rendition_of(f"v1-{FILM}webhero1600w", "mp4", 1_500_000)
LARGE = os.urandom(2_000_000)
SMALL = os.urandom(20_000)


def cached(store: Far, folder: Path) -> tuple[Bodies, DiskCache]:
    """Bodies of a store with a disk cache before it."""
    disk = DiskCache(folder / "cache", QUOTA)
    return Bodies(store, disk), disk


async def whole(bodies: Bodies, digest: str) -> bytes:
    """Ask as the file server does."""
    size, body = await bodies.find(digest)
    if body is None:
        body = b"".join([piece async for piece in bodies.stream(digest, 0, size)])
    return body


@pytest.mark.parametrize("body", [SMALL, LARGE], ids=["small", "large"])
def test_two_hundred_at_once_are_one_reading(tmp_path: Path, body: bytes) -> None:
    store = Slow(0.001)
    digest = store.put([body]).digest
    bodies, _ = cached(store, tmp_path)

    async def ask_all() -> list[bytes]:
        return await asyncio.gather(*(whole(bodies, digest) for _ in range(200)))

    assert set(asyncio.run(ask_all())) == {body}
    assert store.reads == [(0, len(body))]
    again, _ = cached(store, tmp_path)
    assert asyncio.run(whole(again, digest)) == body
    assert len(store.reads) == 1


def test_small_ones_are_read_once_without_a_disk_too(tmp_path: Path) -> None:
    store = Slow(0.01)
    digest = store.put([SMALL]).digest
    bodies = Bodies(store)

    async def ask_all() -> list[bytes]:
        return await asyncio.gather(*(whole(bodies, digest) for _ in range(200)))

    assert set(asyncio.run(ask_all())) == {SMALL}
    assert len(store.reads) == 1


@pytest.mark.parametrize("body", [SMALL, LARGE], ids=["small", "large"])
def test_two_processes_are_one_reading(tmp_path: Path, body: bytes) -> None:
    store = Slow(0.01)
    digest = store.put([body]).digest
    processes = [cached(store, tmp_path)[0] for _ in range(4)]

    async def ask_all() -> list[bytes]:
        return await asyncio.gather(*(whole(bodies, digest) for bodies in processes for _ in range(5)))

    assert set(asyncio.run(ask_all())) == {body}
    assert len(store.reads) == 1


def test_the_first_byte_does_not_wait_for_the_last(tmp_path: Path) -> None:
    store = Gated()
    digest = store.put([LARGE]).digest
    bodies, _ = cached(store, tmp_path)

    async def read() -> bytes:
        size, _ = await bodies.find(digest)
        pieces = bodies.stream(digest, 0, size)
        first = await anext(pieces)
        assert not store.gate.is_set()
        store.gate.set()
        return first + b"".join([piece async for piece in pieces])

    assert asyncio.run(read()) == LARGE


def test_near_ranges_wait_and_far_ones_are_read_from_the_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("delivery.files.afar.NEAR_BYTES", 200_000)
    store = Gated()
    digest = store.put([LARGE]).digest
    bodies, _ = cached(store, tmp_path)

    async def read(start: int, end: int) -> bytes:
        await bodies.find(digest)
        return b"".join([piece async for piece in bodies.stream(digest, start, end)])

    async def read_both() -> None:
        assert await read(100_000, 300_000) == LARGE[100_000:300_000]
        assert store.reads == [(0, len(LARGE))]
        assert await read(1_900_000, 1_900_100) == LARGE[1_900_000:1_900_100]
        assert store.reads[1:] == [(1_900_000, 1_900_100)]
        store.gate.set()
        assert await whole(bodies, digest) == LARGE

    asyncio.run(read_both())


@pytest.mark.parametrize("has_disk", [True, False])
@pytest.mark.parametrize("body", [SMALL, LARGE], ids=["small", "large"])
def test_wrong_bytes_never_make_a_whole_answer(tmp_path: Path, body: bytes, *, has_disk: bool) -> None:
    store = Lying()
    digest = store.put([body]).digest
    bodies, disk = cached(store, tmp_path) if has_disk else (Bodies(store), None)
    got = b""

    async def read() -> None:
        nonlocal got
        size, small = await bodies.find(digest)
        assert small is None, "a small body is not even found"
        async for piece in bodies.stream(digest, 0, size):
            got += piece

    with pytest.raises(Unavailable):
        asyncio.run(read())
    assert len(got) < len(body)
    assert got == body[: len(got)]
    assert disk is None or disk.folder.entries() == []
    store.is_lying = False
    assert asyncio.run(whole(bodies, digest)) == body


def test_wrong_bytes_close_the_connection_short(front: Front, tmp_path: Path) -> None:
    store = Lying()
    store.put([FILM_BODY])
    front.server.bodies, _ = cached(store, tmp_path)
    with pytest.raises(CutOff):
        front.ask(FILM_PATH)


def test_a_line_that_is_cut_is_taken_up_where_it_broke(tmp_path: Path) -> None:
    store = Cut(after=12 * PIECE, times=2)
    digest = store.put([LARGE]).digest
    bodies, _ = cached(store, tmp_path)
    assert asyncio.run(whole(bodies, digest)) == LARGE
    assert store.reads == [(at * PIECE, len(LARGE)) for at in (0, 12, 24)]


def test_a_line_that_is_cut_again_and_again_closes_the_connection_short(front: Front, tmp_path: Path) -> None:
    store = Cut(after=2 * PIECE)
    store.put([FILM_BODY])
    front.server.bodies, disk = cached(store, tmp_path)
    with pytest.raises(CutOff):
        front.ask(FILM_PATH)
    assert disk.folder.entries() == []
    store.times = 0
    assert front.ask(FILM_PATH).body == FILM_BODY


def test_a_store_that_says_nothing_is_a_503_that_others_do_not_feel(
    front: Front, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("delivery.files.disk.following.FIRST_SECONDS", 0.3)
    store = Silent()
    store.put([FILM_BODY])
    front.server.bodies, _ = cached(store, tmp_path)
    hot = os.urandom(1_000)
    digest = name_of(hot)
    front.server.bodies.memory.offer(digest, hot)

    async def ask_both() -> tuple[Answer, float]:
        scope = make_scope("GET", FILM_PATH, {}, front.state)
        waiting = [asyncio.ensure_future(ask_async(front.server, dict(scope))) for _ in range(50)]
        await asyncio.sleep(0.05)
        began = time.monotonic()
        assert await front.server.bodies.find(digest) == (1_000, hot)
        seconds = time.monotonic() - began
        answers = await asyncio.gather(*waiting)
        assert {answer.status for answer in answers} == {503}
        return answers[0], seconds

    answer, seconds = asyncio.run(ask_both())
    assert seconds < 0.2
    assert int(answer.headers["retry-after"]) > 0
    store.gate.set()
    assert front.ask(FILM_PATH).body == FILM_BODY


def test_films_that_take_for_ever_leave_room_for_pictures_and_end_somewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("delivery.files.bodies.STORE_THREADS", 3)
    monkeypatch.setattr("delivery.files.disk.following.FIRST_SECONDS", 0.2)
    store = Gated()
    films = [store.put([os.urandom(SMALL_BYTES + PIECE)]).digest for _ in range(8)]
    picture = store.put([SMALL]).digest
    bodies, disk = cached(store, tmp_path)

    async def begin(digest: str) -> None:
        size, _ = await bodies.find(digest)
        pieces = bodies.stream(digest, 0, size)
        await anext(pieces)
        await pieces.aclose()

    async def ask_all() -> list[object]:
        begun: list[object] = []
        begun += await asyncio.gather(*(begin(film) for film in films), return_exceptions=True)
        assert await whole(bodies, picture) == SMALL
        store.gate.set()
        return begun

    outcomes = asyncio.run(ask_all())
    assert outcomes.count(None) == 3
    assert all(outcome is None or isinstance(outcome, Unavailable) for outcome in outcomes)
    wait_until(lambda: sum(entry.is_coming for entry in disk.folder.entries()) == 0, 20)
    assert len(disk.folder.entries()) == 6 + 1, (
        "three were fetched, three waited their turn, two were sent away"
    )


@pytest.fixture
def small_disk() -> Iterator[None]:
    """No file of this process may grow beyond a mebibyte; the system refuses more, as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.usefixtures("small_disk")
def test_a_full_disk_means_that_nothing_is_kept_and_all_is_served(tmp_path: Path) -> None:
    store = Far()
    digest = store.put([LARGE]).digest
    bodies, disk = cached(store, tmp_path)
    assert asyncio.run(whole(bodies, digest)) == LARGE
    assert disk.folder.entries() == []
    assert disk.figures().bytes == 0


@pytest.mark.usefixtures("small_disk")
def test_a_full_disk_does_not_make_a_lie_a_truth(tmp_path: Path) -> None:
    store = Lying()
    digest = store.put([LARGE]).digest
    bodies, _ = cached(store, tmp_path)
    with pytest.raises(Unavailable):
        asyncio.run(whole(bodies, digest))


def test_a_folder_that_cannot_be_made_means_that_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file stands where the folder should")
    store = Far()
    bodies, disk = cached(store, tmp_path)
    for body in (SMALL, LARGE):
        assert asyncio.run(whole(bodies, store.put([body]).digest)) == body
    assert disk.figures().bytes == 0


def test_a_damaged_file_of_the_cache_is_fetched_again(tmp_path: Path) -> None:
    store = Far()
    digest = store.put([SMALL]).digest
    bodies, _ = cached(store, tmp_path)
    assert asyncio.run(whole(bodies, digest)) == SMALL
    (tmp_path / "cache" / digest).write_bytes(SMALL[:-1] + b"?")
    later, disk = cached(store, tmp_path)
    assert asyncio.run(whole(later, digest)) == SMALL
    assert len(store.reads) == 2
    assert (tmp_path / "cache" / digest).read_bytes() == SMALL
    assert disk.figures().bytes == sum(entry.cost for entry in disk.folder.entries())


@pytest.mark.parametrize("body", [SMALL, LARGE], ids=["small", "large"])
def test_files_whose_modes_somebody_changed_are_served(tmp_path: Path, body: bytes) -> None:
    store = Far()
    digest = store.put([body]).digest
    bodies, _ = cached(store, tmp_path)
    assert asyncio.run(whole(bodies, digest)) == body
    (tmp_path / "cache" / digest).chmod(0o644)
    later, _ = cached(store, tmp_path)
    assert asyncio.run(whole(later, digest)) == body
    assert len(store.reads) == 1


def test_who_reads_a_file_that_is_removed_reads_on(tmp_path: Path) -> None:
    store = Far()
    digest = store.put([LARGE]).digest
    bodies, disk = cached(store, tmp_path)
    assert asyncio.run(whole(bodies, digest)) == LARGE

    async def read() -> bytes:
        pieces = bodies.stream(digest, 0, len(LARGE))
        first = await anext(pieces)
        disk.folder.quota = 0
        disk.sweep()
        assert disk.folder.entries() == []
        return first + b"".join([piece async for piece in pieces])

    assert asyncio.run(read()) == LARGE
    assert len(store.reads) == 1


def test_who_leaves_does_not_end_the_fetching(tmp_path: Path) -> None:
    store = Gated()
    digest = store.put([LARGE]).digest
    bodies, disk = cached(store, tmp_path)

    async def leave() -> None:
        size, _ = await bodies.find(digest)
        pieces = bodies.stream(digest, 0, size)
        await anext(pieces)
        await pieces.aclose()
        store.gate.set()

    asyncio.run(leave())
    assert asyncio.run(whole(bodies, digest)) == LARGE
    assert len(store.reads) == 1
    wait_until(lambda: disk.size_of(digest) == len(LARGE), 20)


def filling(folder: Path) -> list[str]:
    """Return the command that fills one file of the cache half and then waits."""
    return [sys.executable, "-m", "tests.delivery.files.disk.filler", str(folder), str(QUOTA), "1", "1", "60"]


def test_a_process_killed_half_way_leaves_nothing_that_is_served(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    with subprocess.Popen(filling(folder), stdout=subprocess.PIPE) as filler:
        assert filler.stdout is not None
        assert filler.stdout.readline() == b"half\n"
        (coming,) = folder.glob("*.coming")
        body = next(b for b in map(body_of, range(120)) if name_of(b) == coming.name[:64])
        assert coming.stat().st_size == len(body) // 2
        disk = DiskCache(folder, QUOTA)
        assert disk.open(name_of(body)) is None
        assert disk.sweep() == 0, "it is still being written"
        filler.send_signal(signal.SIGKILL)
    assert disk.open(name_of(body)) is None
    store = Far()
    assert asyncio.run(whole(Bodies(store, disk), store.put([body]).digest)) == body
    assert (folder / name_of(body)).read_bytes() == body
    assert disk.sweep() == 0


def test_a_sweep_removes_what_the_dead_left(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    with subprocess.Popen(filling(folder), stdout=subprocess.PIPE) as filler:
        assert filler.stdout is not None
        filler.stdout.readline()
        filler.send_signal(signal.SIGKILL)
    disk = DiskCache(folder, QUOTA)
    assert disk.figures().bytes > 0
    assert disk.sweep() == 1
    assert [path.name for path in folder.iterdir()] == ["sum"]
    assert disk.figures().bytes == 0


def test_who_follows_one_that_dies_is_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("delivery.files.disk.following.FORSAKEN_SECONDS", 0.1)
    folder, size = tmp_path / "cache", SMALL_BYTES * 2
    body = os.urandom(size)
    store = Far()
    digest = store.put([body]).digest
    disk = DiskCache(folder, QUOTA)
    begun = disk.begin(digest, size)
    assert begun is not None
    assert begun.writing is not None
    os.write(begun.writing, body[: size // 2])

    async def follow() -> bytes:
        bodies = Bodies(store, DiskCache(folder, QUOTA))
        await bodies.find(digest)
        pieces = bodies.stream(digest, 0, size)
        first = await anext(pieces)
        os.close(begun.writing or -1)
        with pytest.raises(Unavailable):
            async for _ in pieces:
                pass
        return first

    assert body.startswith(asyncio.run(follow()))
    assert asyncio.run(whole(Bodies(store, disk), digest)) == body


def test_files_that_stand_here_are_not_copied(tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "blobs")
    digest = store.put([LARGE]).digest
    bodies = Bodies(store)
    assert asyncio.run(whole(bodies, digest)) == LARGE
    assert bodies.path_of(digest) == tmp_path / "blobs" / digest[:2] / digest
    store.delete(digest)
    with pytest.raises(Unavailable):
        asyncio.run(whole(bodies, digest))
