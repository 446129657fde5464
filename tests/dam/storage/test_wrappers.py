"""Stores around stores: still stores, and they count and fail as told."""

import pytest

from dam.errors import Unavailable
from dam.storage.counted import CountedStore
from dam.storage.faulty import FaultyStore
from dam.storage.memory import MemoryStore
from dam.storage.port import BlobStore
from tests.contracts.blob_store import SUNRISE, BlobStoreContract


class TestCountedStore(BlobStoreContract):
    """The contract, counted."""

    @pytest.fixture
    def store(self) -> BlobStore:
        """A counted memory store."""
        return CountedStore(MemoryStore())


class TestFaultyStoreWithoutFaults(BlobStoreContract):
    """The contract, with no failure ordered."""

    @pytest.fixture
    def store(self) -> BlobStore:
        """A store that was not told to fail."""
        return FaultyStore(MemoryStore(), {})


def test_calls_and_bytes_are_counted() -> None:
    store = CountedStore(MemoryStore())
    digest = store.put([SUNRISE, SUNRISE]).digest
    b"".join(store.read(digest, 0, 10) or ())
    store.info(digest)
    assert store.calls == {"put": 1, "read": 1, "info": 1}
    assert store.bytes == {"put": 2 * len(SUNRISE), "read": 10}


def test_only_the_ordered_call_fails() -> None:
    store = FaultyStore(MemoryStore(), {"put": {2}})
    store.put([b"one"])
    with pytest.raises(Unavailable, match="call 2 of put"):
        store.put([b"two"])
    store.put([b"three"])
    assert len(list(store.list())) == 2


def test_a_stream_breaks_in_the_middle() -> None:
    store = FaultyStore(MemoryStore(), {"put": {1}, "read": {1}}, after_bytes=4)
    with pytest.raises(Unavailable, match="break off"):
        store.put([b"123", b"456"])
    assert list(store.list()) == []
    digest = store.put([b"123456"]).digest
    chunks = store.read(digest)
    assert chunks is not None
    with pytest.raises(Unavailable, match="break off"):
        list(chunks)
