"""What a child process may use at the most, and how it ends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]
"""What goes into a child and comes out of it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one child may use; `memory_bytes` counts addresses, which is more than what is really touched, and
    `private_bytes` (None: the same) what it may write: heaps, stacks and pixels, but no code of libraries.

    What a child may spend once it is done with the file as such (`dam.sandbox.budget`) stands in `most_private_bytes` and
    `most_cpu_seconds` (None: no more than before).

    The defaults fit reading facts: a 250-megapixel original is not decoded for that, and half a minute of computing is
    ten times what the slowest good file took.
    """

    memory_bytes: int = 2 * 1024**3
    private_bytes: int | None = None
    most_private_bytes: int | None = None
    cpu_seconds: int = 20
    most_cpu_seconds: int | None = None
    wall_seconds: float = 60.0
    file_bytes: int = 512 * 1024**2
    open_files: int = 64


class ChildFailed(Exception):
    """A child crashed, broke a limit or raised; `reason` is one sentence without paths."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
