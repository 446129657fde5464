"""How commands speak: a progress bar for people on a terminal, one JSON object for machines."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

Progress = Callable[[int, int], None]

AS_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object for machines.")


@contextmanager
def progress_bar(label: str, *, hidden: bool = False) -> Iterator[Progress]:
    """Yield a function that is told `(done, total)`; it draws on standard error, so that output stays clean."""
    if hidden or not sys.stderr.isatty():
        if not hidden:
            click.echo(f"{label} …", err=True)
        yield lambda _done, _total: None
        return
    with click.progressbar(length=1, label=label, file=sys.stderr) as bar:

        def tell(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.pos = done
            bar.update(0)

        yield tell


def say(as_json: bool, values: dict[str, Any], sentence: str) -> None:
    """Print the values for a machine or the sentence for people."""
    click.echo(json.dumps(values, ensure_ascii=False) if as_json else sentence)
