"""The promises of a blob store; each back end inherits this class and adds only its set-up."""

import hashlib
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dam.errors import TooLarge
from dam.storage.port import BlobStore

SUNRISE = "Lever de soleil sur la baie, été".encode()


def digest_of(body: bytes) -> str:
    """Name that the body must get."""
    return hashlib.sha256(body).hexdigest()


class BlobStoreContract:
    """Set `store` in a fixture of the subclass."""

    @pytest.fixture
    def store(self) -> BlobStore:
        """The store under test, empty."""
        raise NotImplementedError

    @pytest.mark.parametrize("body", [b"", b"x", SUNRISE, bytes(range(256)) * 9000], ids=len)
    def test_what_was_put_is_read_back_under_its_digest(self, store: BlobStore, body: bytes) -> None:
        info = store.put([body])
        assert (info.digest, info.bytes) == (digest_of(body), len(body))
        assert b"".join(store.read(info.digest) or [b"missing"]) == body

    def test_pieces_make_the_same_blob_as_the_whole(self, store: BlobStore) -> None:
        assert store.put([SUNRISE]).digest == store.put([SUNRISE[:5], b"", SUNRISE[5:]]).digest
        assert len(list(store.list())) == 1

    def test_the_time_is_aware_and_recent(self, store: BlobStore) -> None:
        modified_at = store.put([SUNRISE]).modified_at
        assert abs(datetime.now(UTC) - modified_at) < timedelta(minutes=1)

    def test_info_tells_without_reading(self, store: BlobStore) -> None:
        put = store.put([SUNRISE])
        info = store.info(put.digest)
        assert info is not None
        assert (info.digest, info.bytes) == (put.digest, len(SUNRISE))

    def test_a_missing_blob_is_an_ordinary_answer(self, store: BlobStore) -> None:
        missing = digest_of(b"never stored")
        assert store.info(missing) is None
        assert store.read(missing) is None
        assert store.read(missing, 3, 3) is None
        assert store.delete(missing) is False
        with store.local(missing) as path:
            assert path is None

    @pytest.mark.parametrize("name", ["", "../../etc/passwd", "AB" * 32, "g" * 64, "a" * 63, "a" * 64 + "\n"])
    def test_what_is_no_digest_is_nowhere(self, store: BlobStore, name: str) -> None:
        assert store.info(name) is None
        assert store.read(name) is None
        assert store.delete(name) is False
        with store.local(name) as path:
            assert path is None

    @pytest.mark.parametrize(
        ("start", "end"),
        [(0, 4), (3, None), (5, 6), (0, 10_000), (7, 7), (9, 2), (10_000, None), (10_000, 10_001)],
    )
    def test_ranges_are_slices(self, store: BlobStore, start: int, end: int | None) -> None:
        digest = store.put([SUNRISE]).digest
        chunks = store.read(digest, start, end)
        assert chunks is not None
        assert b"".join(chunks) == SUNRISE[start:end]

    def test_a_file_is_stored_and_stays_where_it_is(self, store: BlobStore, tmp_path: Path) -> None:
        original = tmp_path / "été à la plage.jpg"
        original.write_bytes(SUNRISE)
        assert store.put_file(original).digest == digest_of(SUNRISE)
        assert original.read_bytes() == SUNRISE

    def test_local_lends_the_whole_file(self, store: BlobStore) -> None:
        digest = store.put([SUNRISE]).digest
        with store.local(digest) as path:
            assert path is not None
            assert path.read_bytes() == SUNRISE
        assert store.info(digest) is not None

    def test_a_deleted_blob_is_gone_and_can_come_back(self, store: BlobStore) -> None:
        digest = store.put([SUNRISE]).digest
        assert store.delete(digest) is True
        assert store.info(digest) is None
        assert store.delete(digest) is False
        assert store.put([SUNRISE]).digest == digest
        assert store.info(digest) is not None

    def test_list_walks_every_blob_once(self, store: BlobStore) -> None:
        bodies = [f"picture {number}".encode() for number in range(20)]
        for body in bodies:
            store.put([body])
        store.check()
        assert {(info.digest, info.bytes) for info in store.list()} == {
            (digest_of(b), len(b)) for b in bodies
        }

    def test_over_the_limit_nothing_is_kept(self, store: BlobStore) -> None:
        with pytest.raises(TooLarge, match=r"10 bytes at the most"):
            store.put([b"12345", b"67890", b"1"], limit=10)
        assert list(store.list()) == []
        assert store.put([b"12345", b"67890"], limit=10).bytes == 10

    def test_the_limit_stops_the_stream_early(self, store: BlobStore) -> None:
        asked = 0

        def endless() -> Iterator[bytes]:
            nonlocal asked
            while True:
                asked += 1
                yield b"x" * 1000

        with pytest.raises(TooLarge):
            store.put(endless(), limit=5_000)
        assert asked <= 6

    def test_a_broken_stream_leaves_nothing_and_keeps_its_own_error(self, store: BlobStore) -> None:
        def broken() -> Iterator[bytes]:
            yield b"half a pict"
            raise ConnectionResetError("the client went away")

        with pytest.raises(ConnectionResetError):
            store.put(broken())
        assert list(store.list()) == []

    def test_many_writers_of_the_same_bytes_agree(self, store: BlobStore) -> None:
        body = SUNRISE * 5000
        digests: list[str] = []
        writers = [
            threading.Thread(target=lambda: digests.append(store.put([body]).digest)) for _ in range(8)
        ]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        assert digests == [digest_of(body)] * 8
        assert b"".join(store.read(digests[0]) or ()) == body

    def test_a_stream_survives_a_writer_of_the_same_bytes(self, store: BlobStore) -> None:
        body = bytes(range(256)) * 12_000
        digest = store.put([body]).digest
        chunks = store.read(digest)
        assert chunks is not None
        first = next(chunks)
        store.put([body])
        assert first + b"".join(chunks) == body

    def test_check_is_content_with_a_healthy_store(self, store: BlobStore) -> None:
        store.check()
        assert list(store.list()) == []
