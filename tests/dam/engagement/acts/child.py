"""A process that a test kills: it notes acts and says after each how many are noted."""

import sys
from pathlib import Path

from dam.clock import now
from dam.engagement.acts.line import ActLine
from dam.engagement.acts.log import ActLog
from dam.engagement.event import Actor, milliseconds


def main(folder: str, asset: str) -> None:
    """Note acts until killed."""
    log = ActLog(Path(folder))
    for number in range(1, 1_000_000):
        log.note(
            ActLine(at=milliseconds(now()), asset=asset, channel="print", kind="scan", actor=Actor.HUMAN)
        )
        print(number, flush=True)  # noqa: T201 - the parent reads it


if __name__ == "__main__":
    main(*sys.argv[1:])
