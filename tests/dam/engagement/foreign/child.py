"""A process that a test kills while it imports a log."""

import sys
from pathlib import Path

from dam.accounts.caller import HOUSE
from dam.core import Core
from dam.db import Database
from dam.engagement.foreign.importing import import_log
from dam.engagement.foreign.reading import DiskLog
from dam.jobs.memory import ImmediateJobs
from dam.storage.memory import MemoryStore
from tests.dam.engagement.foreign.lines import judge_of


def main(url: str, path: str) -> None:
    """Import a log and say so."""
    core = Core(Database(url), MemoryStore(), ImmediateJobs(), announce=lambda _session, _change: None)
    sys.stdout.write("importing\n")
    sys.stdout.flush()
    import_log(core, HOUSE, DiskLog(Path(path)), judge_of(core))
    sys.stdout.write("done\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
