"""ExifTool as a program of its own: the reader that the field trusts, held against what renditions say about themselves."""

import atexit
import json
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.packages import npm_packages

FOLDER = Path(__file__).parent / "renditions" / "exiftool"

_READY = "{ready}\n"


def read_words(*paths: Path) -> list[dict[str, Any]]:
    """Return what each file says, by `Group:Tag` (`XMP-dc:Rights`, `IFD0:Copyright`); nothing of the file system."""
    said = _ask("-json", "-G1", "-a", "-n", "--System:all", "--ExifTool:all", *map(str, paths))
    return list(json.loads(said))


def write_words(path: Path, *arguments: str) -> Path:
    """Write into a file in place, as in `-XMP-dc:Rights=© Maison`."""
    said = _ask("-n", "-overwrite_original", "-m", *arguments, str(path))
    assert "1 image files updated" in said, said
    return path


def _ask(*arguments: str) -> str:
    """Ask the one process that stays open: starting Perl costs ten times as much as a question."""
    if shutil.which("perl") is None:
        pytest.skip("METADATA NOT READ BACK: ExifTool needs perl, and this machine has none")
    program = _program()
    assert program.stdin is not None
    assert program.stdout is not None
    program.stdin.write("\n".join((*arguments, "-execute\n")))
    program.stdin.flush()
    return "".join(iter(program.stdout.readline, _READY))


@cache
def _program() -> subprocess.Popen[str]:
    """Start it; an answer that never comes ends with the time limit of the test."""
    script = npm_packages(FOLDER) / "exiftool-vendored.pl" / "bin" / "exiftool"
    program = subprocess.Popen(
        ["perl", str(script), "-stay_open", "True", "-@", "-", "-common_args", "-charset", "utf8"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    )
    atexit.register(_end, program)
    return program


def _end(program: subprocess.Popen[str]) -> None:
    program.communicate("-stay_open\nFalse\n", timeout=10)
