"""Progress bars for long work: on stderr, for people only."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

Progress = Callable[[int, int], None]
"""Told how much is done, and of how much."""


@contextmanager
def progress_bar(label: str, *, is_quiet: bool = False) -> Iterator[Progress]:
    """Lend a callback that draws a bar on stderr; nothing is drawn into a file or a pipe, nor when `is_quiet`."""
    if is_quiet or not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    with click.progressbar(length=1, label=label, file=sys.stderr) as bar:

        def draw(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(max(done, 1 if total == 0 else 0) - bar.pos)

        yield draw
