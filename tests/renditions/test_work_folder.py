"""Work folders are gone afterwards, and a killed owner's with the next one."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from renditions.work_folder import work_folder

_KILLED = """
import os, signal, sys
from pathlib import Path
from renditions.work_folder import work_folder
with work_folder(Path(sys.argv[1])) as folder:
    (folder / "half").write_text("made")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_folder_is_empty_and_gone_afterwards(tmp_path: Path) -> None:
    with work_folder(tmp_path / "work") as folder:
        assert list(folder.iterdir()) == []
        (folder / "file").write_text("made")
    assert list((tmp_path / "work").iterdir()) == []


def test_two_owners_do_not_disturb_each_other(tmp_path: Path) -> None:
    with work_folder(tmp_path) as one, work_folder(tmp_path) as other:
        (one / "file").write_text("one")
        assert one != other
        assert (one / "file").exists()


def test_what_a_killed_owner_left_is_swept(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", _KILLED, str(tmp_path)], check=False, timeout=60)
    assert len(list(tmp_path.iterdir())) == 1
    with work_folder(tmp_path):
        assert len(list(tmp_path.iterdir())) == 1
    assert list(tmp_path.iterdir()) == []


def test_folders_made_while_others_sweep_are_always_whole(tmp_path: Path) -> None:
    def work(_: int) -> None:
        for number in range(150):
            with work_folder(tmp_path) as folder:
                (folder / "file").write_text(str(number))

    with ThreadPoolExecutor(4) as workers:
        list(workers.map(work, range(4)))
    assert list(tmp_path.iterdir()) == []
