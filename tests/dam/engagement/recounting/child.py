"""A process that a test kills: it floods the ledger or folds logs, and prints what is done and durable."""

import sys
import threading
from pathlib import Path

from dam.changes import Change
from dam.core import Core
from dam.db import Database
from dam.engagement.acts.fold import fold_acts
from dam.engagement.logs.delivery_log import fold_logs
from dam.jobs.memory import ImmediateJobs
from dam.storage.memory import MemoryStore
from tests.dam.engagement.world import an_event, send


def main(what: str, url: str, *arguments: str) -> None:
    """Do what is asked for until killed, or until there is nothing more to do."""
    core = Core(db=Database(url), store=MemoryStore(), jobs=ImmediateJobs(), announce=_tell_fold)
    if what == "flood":
        asset, name = arguments
        threads = [
            threading.Thread(target=_flood, args=(core, asset, f"{name}-{number}")) for number in range(8)
        ]
        for thread in threads:
            thread.start()
    else:
        _say("folding")
        fold_logs(core, Path(arguments[0]))
        fold_acts(core, Path(arguments[0]))
        _say("done")


def _tell_fold(_session: object, _change: Change) -> None:
    if sys.argv[1] == "fold":
        _say("a piece is written and not yet committed")


def _flood(core: Core, asset: str, name: str) -> None:
    for number in range(100_000):
        id_ = f"{name}-{number}"
        send(core, an_event(asset, id=id_))
        _say(id_)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
