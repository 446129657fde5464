"""The memory store keeps the promises of a blob store."""

import pytest

from dam.storage.memory import MemoryStore
from dam.storage.port import BlobStore
from tests.contracts.blob_store import BlobStoreContract


class TestMemoryStore(BlobStoreContract):
    """The contract, in memory."""

    @pytest.fixture
    def store(self) -> BlobStore:
        """An empty store."""
        return MemoryStore()
