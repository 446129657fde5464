"""Run one function in a disposable child with limits, for whatever touches the inside of a file from outside."""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from dam.sandbox.limits import ChildFailed, Json, Limits
from dam.sandbox.process import Child

__all__ = ["ChildFailed", "Json", "Limits", "run_limited", "stream_limited"]


def run_limited(
    target: str,
    argument: Json,
    *,
    limits: Limits | None = None,
    reads: Sequence[Path] = (),
    writes: Sequence[Path] = (),
) -> Json:
    """Call `module:function` with one plain value in a child and return its plain value.

    The child starts without our environment and secrets, in a temporary folder of its own that is removed afterwards. It
    reaches no network, starts no program, and opens only `reads` and `writes` (files or folders; `dam.sandbox.fence`).
    A crash, an exception or a broken limit → `ChildFailed` with one sentence.
    """
    with Child(target, argument, limits or Limits(), reads, writes) as child:
        values = list(islice(child.values(), 2))  # one that never stops is not listened to
    if len(values) != 1:
        raise ChildFailed(f"It gave {'no value' if not values else 'more values'} where one was expected.")
    return values[0]


def stream_limited(
    target: str,
    argument: Json,
    *,
    limits: Limits | None = None,
    reads: Sequence[Path] = (),
    writes: Sequence[Path] = (),
) -> Iterator[Json]:
    """Call a generator `module:function` in a child and yield each value as soon as it is there.

    Values that came before a failure were good; what the child does is stopped when the caller stops listening.
    """
    with Child(target, argument, limits or Limits(), reads, writes) as child:
        yield from child.values()
