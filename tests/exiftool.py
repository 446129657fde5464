"""ExifTool as a program of its own: the reader that the field trusts, held against what renditions say about themselves."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.packages import npm_packages

FOLDER = Path(__file__).parent / "renditions" / "exiftool"


def read_words(*paths: Path) -> list[dict[str, Any]]:
    """Return what each file says, by `Group:Tag` (`XMP-dc:Rights`, `IFD0:Copyright`); nothing of the file system."""
    said = _run("-json", "-G1", "-a", "-n", "--System:all", "--ExifTool:all", *map(str, paths))
    return list(json.loads(said))


def write_words(path: Path, *arguments: str) -> Path:
    """Write into a file in place, as in `-XMP-dc:Rights=© Maison`."""
    _run("-q", "-q", "-n", "-overwrite_original", "-charset", "utf8", *arguments, str(path))
    return path


def _run(*arguments: str) -> str:
    perl = shutil.which("perl")
    if perl is None:
        pytest.skip("METADATA NOT READ BACK: ExifTool needs perl, and this machine has none")
    program = npm_packages(FOLDER) / "exiftool-vendored.pl" / "bin" / "exiftool"
    done = subprocess.run([perl, str(program), *arguments], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout
