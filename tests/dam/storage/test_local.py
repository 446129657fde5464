"""The folder store keeps the promises of a blob store, and what a disk adds to them."""

import os
import resource
import signal
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dam.errors import Unavailable
from dam.storage.local import LocalStore
from dam.storage.port import BlobStore
from dam.storage.trouble import refusing_disk_trouble
from tests.contracts.blob_store import SUNRISE, BlobStoreContract, digest_of


def files_in(folder: Path) -> set[Path]:
    """Every file below, relative."""
    return {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}


@contextmanager
def disk_of(bytes_a_file: int) -> Iterator[None]:
    """Let the operating system refuse every file beyond a size, as it does on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_a_file, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


class TestLocalStore(BlobStoreContract):
    """The contract, in a folder."""

    @pytest.fixture
    def store(self, tmp_path: Path) -> BlobStore:
        """A store in an empty folder."""
        return LocalStore(tmp_path / "blobs")


def test_a_blob_lies_in_a_folder_of_its_first_byte(tmp_path: Path) -> None:
    digest = LocalStore(tmp_path).put([SUNRISE]).digest
    assert files_in(tmp_path) == {Path(digest[:2]) / digest}


def test_a_full_disk_is_one_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    with disk_of(100_000), pytest.raises(Unavailable, match="storage folder") as refusal:
        store.put([b"x" * 60_000, b"y" * 60_000])
    assert "\n" not in str(refusal.value)
    assert files_in(tmp_path) == set()
    assert store.put([SUNRISE]).digest == digest_of(SUNRISE)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, the device that is always full")
def test_no_space_left_is_said_as_such() -> None:
    with (
        pytest.raises(Unavailable, match="is full, so nothing was stored"),
        refusing_disk_trouble(Path("blobs")),
    ):
        Path("/dev/full").write_bytes(b"x")


def test_a_folder_that_vanished_is_unavailable(tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "blobs")
    (tmp_path / "blobs" / "arriving").rmdir()
    (tmp_path / "blobs").rmdir()
    (tmp_path / "blobs").write_text("somebody put a file here")
    with pytest.raises(Unavailable):
        store.check()
    with pytest.raises(Unavailable):
        store.put([SUNRISE])


def test_only_long_forgotten_leftovers_are_swept_at_start(tmp_path: Path) -> None:
    aside = tmp_path / "arriving"
    aside.mkdir()
    for name, age in (("arriving-dead", 2 * 86_400), ("arriving-alive", 60)):
        (aside / name).write_bytes(b"half")
        then = time.time() - age
        os.utime(aside / name, (then, then))
    LocalStore(tmp_path)
    assert files_in(tmp_path) == {Path("arriving/arriving-alive")}


def test_the_same_bytes_again_renew_the_time(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    digest = store.put([SUNRISE]).digest
    place = tmp_path / digest[:2] / digest
    os.utime(place, (1_000_000, 1_000_000))
    assert store.put([SUNRISE]).modified_at.year > 2000


def test_a_stream_survives_the_deletion_of_its_blob(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    body = bytes(range(256)) * 12_000
    digest = store.put([body]).digest
    chunks = store.read(digest)
    assert chunks is not None
    store.delete(digest)
    assert b"".join(chunks) == body


def test_streams_that_nobody_finishes_give_their_files_back(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    digest = store.put([SUNRISE]).digest
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(200):
        store.read(digest)
    assert len(os.listdir("/proc/self/fd")) == before


def test_a_blob_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    digest = LocalStore(tmp_path).put([SUNRISE]).digest
    mode = stat.S_IMODE((tmp_path / digest[:2] / digest).stat().st_mode)
    assert mode == 0o600
