"""One disposable child process: started bare, read line by line, and killed with all that it started."""

import json
import os
import selectors
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any

from dam.sandbox.limits import ChildFailed, Json, Limits

MAX_LINE = 8 * 1024**2
"""A result of more than 8 MiB is not a plain value but an attack or a mistake."""

_PREFIX = "vitrine-child-"
_SURELY_LEFT_SECONDS = 60
"""A living child's folder holds its complaints from the first moment on."""

_SOURCE = Path(__file__).resolve().parents[2]

_BOOT = "import sys; sys.path[:0] = sys.argv[1:]; from dam.sandbox.child import main; main()"


class Child:
    """A context: on leaving it the whole process group is dead and its folder gone, however it went."""

    def __init__(
        self, target: str, argument: Json, limits: Limits, reads: Sequence[Path], writes: Sequence[Path]
    ) -> None:
        self._limits = limits
        self._deadline = time.monotonic() + limits.wall_seconds
        self._order = {
            "target": target,
            "argument": argument,
            "limits": asdict(limits),
            "reads": [str(path.absolute()) for path in reads],
            "writes": [str(path.absolute()) for path in writes],
        }

    def __enter__(self) -> "Child":
        _sweep()
        self._folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        self._complaints = (self._folder / "complaints").open("w+b")
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and our own words
            [sys.executable, "-I", "-S", "-c", _BOOT, str(_SOURCE), *_packages()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            cwd=self._folder,
            env=_environment(self._folder),
            start_new_session=True,
        )
        try:
            self._input.write(json.dumps(self._order).encode() + b"\n")
            self._input.flush()
        except OSError:
            pass  # it died at once; reading tells why
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._kill()
        self._complaints.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def values(self) -> Iterator[Json]:
        """Yield the child's values as they come; `ChildFailed` unless it says itself that it is done."""
        for line in self._lines():
            message = _read(line)
            if "error" in message:
                raise ChildFailed(f"The file could not be handled: {message['error']}.")
            if "end" in message:
                return
            yield message.get("value")
        raise ChildFailed(self._cause_of_death())

    def _lines(self) -> Iterator[bytes]:
        """Read what the child writes, no longer than the wall clock allows."""
        assert self._process.stdout is not None
        descriptor, waiting = self._process.stdout.fileno(), bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(descriptor, selectors.EVENT_READ)
            while True:
                if not selector.select(max(0.0, self._deadline - time.monotonic())):
                    raise ChildFailed(f"It took longer than {self._limits.wall_seconds:g} seconds.")
                piece = os.read(descriptor, 1 << 16)
                if not piece:
                    return
                *lines, rest = piece.split(b"\n")
                for line in lines:
                    yield bytes(waiting + line)
                    waiting.clear()
                waiting += rest
                if len(waiting) > MAX_LINE:
                    raise ChildFailed("It answered with more than a plain value may hold.")

    def _cause_of_death(self) -> str:
        try:
            code = self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            return "It closed its output and went on running."
        if code == -signal.SIGXCPU:
            return f"It needed more than {self._limits.cpu_seconds} seconds of computing."
        if code == -signal.SIGXFSZ:
            return f"It wrote a file of more than {self._limits.file_bytes:,} bytes."
        if code < 0:
            return f"The program that reads such files crashed ({signal.Signals(-code).name})."
        return f"The program that reads such files ended early: {self._last_complaint()}."

    def _last_complaint(self) -> str:
        self._complaints.seek(0, os.SEEK_END)
        self._complaints.seek(max(0, self._complaints.tell() - 2000))
        lines = self._complaints.read().decode(errors="replace").strip().splitlines()
        return lines[-1][:300] if lines else "without a word"

    def _kill(self) -> None:
        """End the whole group; until it is waited for, the child's number cannot belong to anybody else."""
        if self._process.returncode is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._input.close()
        assert self._process.stdout is not None
        self._process.stdout.close()

    @property
    def _input(self) -> Any:
        return self._process.stdin


def _sweep() -> None:
    """Remove the empty folders of children whose parent was killed: they emptied them, and may touch nothing beside."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):  # it is not empty, or another process was first
            if folder.stat().st_mtime < time.time() - _SURELY_LEFT_SECONDS:
                folder.rmdir()


def _read(line: bytes) -> dict[str, Any]:
    try:
        message = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ChildFailed("It answered with something that is not a plain value.") from error
    if not isinstance(message, dict):
        raise ChildFailed("It answered with something that is not a plain value.")
    return message


def _packages() -> list[str]:
    """Folders of installed packages: handed over, because a bare interpreter starts in a third of the time."""
    return [path for path in sys.path if path and Path(path).is_dir() and path != str(_SOURCE)]


def _environment(folder: Path) -> dict[str, str]:
    """Nothing of the parent's: no secret, no proxy; one thread for linear algebra, whose pool would eat the limit."""
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }
