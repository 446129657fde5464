"""What dead processes left aside is swept; what the living are writing is not."""

import os
import threading
import time
from pathlib import Path

from dam.storage.local import LocalStore
from dam.storage.spool import sweep_spool


def test_only_what_is_old_goes(tmp_path: Path) -> None:
    for name, age in (("arriving-old", 200_000), ("arriving-new", 1)):
        path = tmp_path / name
        path.touch()
        os.utime(path, (time.time() - age,) * 2)
    assert sweep_spool(tmp_path) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["arriving-new"]


def test_a_store_opens_while_others_write_into_it(tmp_path: Path) -> None:
    is_over = threading.Event()
    store = LocalStore(tmp_path)

    def write() -> None:
        while not is_over.is_set():
            store.put([os.urandom(32)])

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    try:
        for _ in range(200):
            LocalStore(tmp_path)
    finally:
        is_over.set()
        for writer in writers:
            writer.join()
