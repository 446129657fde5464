"""The one gate through which ffmpeg runs: only known containers, only local files, with limits and an end."""

import os
import queue
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import imageio_ffmpeg

from dam.errors import NotRenderable
from dam.sandbox.program import fenced_command
from renditions import reasons
from renditions.limits import FILM_FILE_BYTES, FILM_MEMORY, FILM_SILENT_SECONDS, FILM_WALL_SECONDS

CONTAINERS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,ogg,flv,asf,mxf,gif,mp3,wav,flac,aac,rawvideo,webvtt"
"""Demuxers an original may reach. Playlists (hls, dash, concat …) are not among them: a playlist renamed .mp4 names
other local files, and ffmpeg would read those; `-protocol_whitelist` does not help (measured, version 9)."""

_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
_ENDED = ""

_TICK = 0.5
"""Seconds after which who listens is told again, so that it can call off the work: ffmpeg may say nothing for minutes."""


@dataclass(frozen=True, slots=True)
class FilmLimits:
    """What one run may use: bytes of memory and file, seconds of processor, clock, and silence."""

    memory_bytes: int = FILM_MEMORY
    file_bytes: int = FILM_FILE_BYTES
    cpu_seconds: int = 8 * FILM_WALL_SECONDS
    wall_seconds: float = FILM_WALL_SECONDS
    silent_seconds: float = FILM_SILENT_SECONDS


def run_ffmpeg(
    arguments: Sequence[str],
    *,
    limits: FilmLimits | None = None,
    reads: Sequence[Path] = (),
    on_progress: Callable[[float], None] | None = None,
) -> None:
    """Run ffmpeg with the arguments of `renditions.video.arguments`; `on_progress` hears seconds of film done.

    Inputs and outputs must be absolute `file:` paths, and are all that can be opened, with the folders of the outputs;
    files that only a filter names stand in `reads`. Anything but success → `NotRenderable` with one sentence.
    """
    limits = limits or FilmLimits()
    inputs, outputs = _files(arguments)
    command = fenced_command(
        guarded(arguments),
        memory_bytes=limits.memory_bytes,
        cpu_seconds=limits.cpu_seconds,
        file_bytes=limits.file_bytes,
        reads=[*inputs, *reads],
        writes=[output.parent for output in outputs],
    )
    with tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(  # noqa: S603 - the command is ours, see `guarded`
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=complaints,
            env=_ENVIRONMENT,
            cwd="/",
            start_new_session=True,
            text=True,
        )
        try:
            _follow(process, limits, on_progress)
        finally:
            _end(process)
        if process.returncode != 0:
            raise NotRenderable(_sentence(complaints))


def guarded(arguments: Sequence[str]) -> list[str]:
    """Return the full command: every input behind the whitelist, every path absolute and local.

    >>> guarded(["-i", "http://example.org/x.mp4", "file:/tmp/out.mp4"])
    Traceback (most recent call last):
    ValueError: expected an absolute file: path, got 'http://example.org/x.mp4'
    """
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(),
        "-nostdin", "-hide_banner", "-nostats", "-loglevel", "error", "-progress", "pipe:1", "-y",
    ]  # fmt: skip
    for index, argument in enumerate(arguments):
        if argument == "-i":
            command += ["-format_whitelist", CONTAINERS]
            _check_local(arguments[index + 1])
        command.append(argument)
    _check_local(arguments[-1])
    return command


def _check_local(path: str) -> None:
    if not path.startswith("file:/"):
        raise ValueError(f"expected an absolute file: path, got {path!r}")


def _files(arguments: Sequence[str]) -> tuple[list[Path], list[Path]]:
    """Return the inputs, and the outputs."""
    before = ["", *arguments[:-1]]
    named = [
        (flag == "-i", word)
        for flag, word in zip(before, arguments, strict=True)
        if word.startswith("file:/")
    ]
    paths = [(is_input, Path(word.removeprefix("file:"))) for is_input, word in named]
    return [path for is_input, path in paths if is_input], [path for is_input, path in paths if not is_input]


def _follow(
    process: subprocess.Popen[str], limits: FilmLimits, on_progress: Callable[[float], None] | None
) -> None:
    """Read progress until the end of the film, of the time, or of our patience; what `on_progress` raises ends it too."""
    lines: queue.Queue[str] = queue.Queue()
    assert process.stdout is not None
    threading.Thread(target=_pump, args=(process.stdout, lines), daemon=True).start()
    deadline = time.monotonic() + limits.wall_seconds
    heard_at, seconds = time.monotonic(), 0.0
    while True:
        try:
            line = lines.get(timeout=_TICK)
        except queue.Empty:
            line = None
        now = time.monotonic()
        if line == _ENDED:
            break
        if line is not None:
            heard_at, seconds = now, _seconds_done(line, seconds)
        if now > deadline or now - heard_at > limits.silent_seconds:
            raise NotRenderable(reasons.FILM_TOO_LONG)
        if on_progress is not None and (line is None or line.startswith("progress=")):
            on_progress(seconds)
    process.wait(timeout=30)


def _seconds_done(line: str, before: float) -> float:
    name, _, value = line.strip().partition("=")
    return int(value) / 1_000_000 if name == "out_time_us" and value.isdigit() else before


def _pump(stdout: IO[str], lines: "queue.Queue[str]") -> None:
    for line in stdout:
        lines.put(line)
    lines.put(_ENDED)


def _end(process: subprocess.Popen[str]) -> None:
    """End the whole process group; after a success there is none any more."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    if process.stdout is not None:
        process.stdout.close()


def _sentence(complaints: IO[bytes]) -> str:
    """Say in one sentence what ffmpeg said in many; its own words may hold paths and are not shown."""
    complaints.seek(0)
    text = complaints.read(1 << 16).decode("utf-8", "replace")
    return reasons.NO_PICTURE_IN_FILM if "matches no streams" in text else reasons.FILM_UNREADABLE
