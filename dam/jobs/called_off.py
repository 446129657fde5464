"""Whether the job that this thread runs is still wanted: long work asks now and then, and stops."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_asked: ContextVar[Callable[[], bool] | None] = ContextVar("is_called_off", default=None)


class CalledOff(Exception):
    """The job was cancelled, or its worker ends; whoever runs it lays it down."""


def stop_if_called_off() -> None:
    """Raise `CalledOff` when the job that this thread runs is not wanted any more; outside a job nothing happens."""
    is_called_off = _asked.get()
    if is_called_off is not None and is_called_off():
        raise CalledOff


@contextmanager
def asking(is_called_off: Callable[[], bool]) -> Iterator[None]:
    """Let the work inside ask this."""
    token = _asked.set(is_called_off)
    try:
        yield
    finally:
        _asked.reset(token)
