"""A web process with its worker whose store tells what it does: `python -m tests.journeys.telling_process PORT DIARY`."""

import os
import sys
from dataclasses import replace
from pathlib import Path

from dam.storage.wrapper import GatedStore
from infra.commands.opened import open_to_run
from infra.commands.run import _serve
from infra.connections import listen
from infra.settings import read_settings


class Diary:
    """One line for each call of a store; a line is one write, so that processes can share a diary."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def call(self, name: str) -> None:
        """Write one call down."""
        os.write(self._file, f"{name}\n".encode())

    def passed(self, name: str, count: int) -> None:
        """Bytes are of no interest."""


def main(port: int, diary: Path) -> None:
    """Serve until killed."""
    settings = read_settings(host="127.0.0.1", port=port)
    house = open_to_run(settings)
    core = replace(house.core, store=GatedStore(house.core.store, Diary(diary)))
    _serve(replace(house, core=core), settings, listen("127.0.0.1", port), with_worker=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
