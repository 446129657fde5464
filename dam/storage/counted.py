"""A store that counts its calls and bytes."""

from collections import Counter

from dam.storage.port import BlobStore
from dam.storage.wrapper import GatedStore


class CountedStore(GatedStore):
    """Counts by name of call: `calls["put"]`, `bytes["read"]`."""

    def __init__(self, inner: BlobStore) -> None:
        self.calls: Counter[str] = Counter()
        self.bytes: Counter[str] = Counter()
        super().__init__(inner, self)

    def call(self, name: str) -> None:
        """Count one call."""
        self.calls[name] += 1

    def passed(self, name: str, count: int) -> None:
        """Count bytes."""
        self.bytes[name] += count
