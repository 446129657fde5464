"""Another program runs behind the same fence: what it may open and become is named, and it dies with its parent."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from dam.sandbox import landlock
from dam.sandbox.program import fenced_command

SHELL = Path("/bin/sh").resolve()
PYTHON = Path(sys.executable)

needs_landlock = pytest.mark.skipif(not landlock.version(), reason="this kernel has no Landlock")


def fenced(command: list[str], reads: Sequence[Path] = (), writes: Sequence[Path] = ()) -> list[str]:
    """Return the command with roomy limits."""
    return fenced_command(
        command, memory_bytes=1 << 30, cpu_seconds=20, file_bytes=1 << 20, reads=reads, writes=writes
    )


def run(
    command: list[str], reads: Sequence[Path] = (), writes: Sequence[Path] = ()
) -> subprocess.CompletedProcess[str]:
    """Run it and return what it said."""
    return subprocess.run(fenced(command, reads, writes), capture_output=True, text=True, cwd="/", timeout=60)


@needs_landlock
def test_a_shell_opens_and_becomes_only_what_is_named(tmp_path: Path) -> None:
    (tmp_path / "given").write_text("given")
    (tmp_path / "secret").write_text("SECRET")
    (tmp_path / "out").mkdir()
    script = (
        f"read line < {tmp_path}/given; echo $line > {tmp_path}/out/copy; read line < {tmp_path}/secret; echo $line;"
        f" echo x > {tmp_path}/elsewhere; exec /usr/bin/env"
    )
    done = run([str(SHELL), "-c", script], reads=[tmp_path / "given"], writes=[tmp_path / "out"])
    assert (tmp_path / "out" / "copy").read_text() == "given\n"
    assert not (tmp_path / "elsewhere").exists()
    assert "SECRET" not in done.stdout
    assert done.returncode != 0
    assert done.stderr.count("denied") >= 3, done.stderr


def test_a_program_has_no_second_process_and_no_network() -> None:
    tried = run([str(SHELL), "-c", "echo first; /usr/bin/env; echo second"])
    assert "first" in tried.stdout
    assert "PATH" not in tried.stdout
    code = "import socket\ntry: socket.socket()\nexcept OSError as error: print(error.errno)"
    folders = [Path(sys.base_prefix), Path(sys.prefix)]
    assert run([str(PYTHON), "-I", "-c", code], reads=folders).stdout == "1\n"


def test_limits_hold_for_the_program(tmp_path: Path) -> None:
    done = run([str(SHELL), "-c", "ulimit -c; ulimit -t; ulimit -v"])
    assert done.stdout.split() == ["0", "20", str((1 << 30) // 1024)]


def test_a_program_whose_parent_is_gone_does_not_begin(tmp_path: Path) -> None:
    words = fenced([str(SHELL), "-c", f"echo x > {tmp_path}/begun"], writes=[tmp_path])
    stranger = [word.replace(f'"parent": {os.getpid()}', '"parent": 1') for word in words]
    assert stranger != words
    assert subprocess.run(stranger, timeout=60).returncode == 1
    assert not (tmp_path / "begun").exists()
