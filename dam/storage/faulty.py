"""A store that fails when it is told to, so that what follows a failure can be tested."""

from collections import Counter
from collections.abc import Collection, Mapping

from dam.errors import Unavailable
from dam.storage.port import BlobStore
from dam.storage.wrapper import GatedStore


class FaultyStore(GatedStore):
    """Fails the n-th call of a name, counted from 1: `FaultyStore(store, {"put": {2}})`.

    With `after_bytes` a failing `put` or `read` breaks in mid-stream, once that many bytes have passed.
    """

    def __init__(
        self, inner: BlobStore, failures: Mapping[str, Collection[int]], *, after_bytes: int = 0
    ) -> None:
        self._failures = failures
        self._after_bytes = after_bytes
        self._calls: Counter[str] = Counter()
        self._left: dict[str, int] = {}
        super().__init__(inner, self)

    def call(self, name: str) -> None:
        """Fail at once, or arm the failure of the stream that follows."""
        self._calls[name] += 1
        self._left.pop(name, None)
        if self._calls[name] not in self._failures.get(name, ()):
            return
        if not self._after_bytes or name not in ("put", "read"):
            raise Unavailable(f"The storage was told to fail call {self._calls[name]} of {name}.")
        self._left[name] = self._after_bytes

    def passed(self, name: str, count: int) -> None:
        """Break the stream when its share is used up."""
        if name in self._left:
            self._left[name] -= count
            if self._left[name] < 0:
                raise Unavailable(f"The storage was told to break off in call {self._calls[name]} of {name}.")
