"""ExifTool as a program of its own, behind the fence: one run writes the same tags into any number of our own copies."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from dam.metadata.embedding.words import Tags, Value
from dam.sandbox.program import fenced_command

FORMATS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/tiff": ".tif",
    "image/gif": ".gif",
    "image/avif": ".avif",
    "image/heic": ".heic",
    "image/vnd.adobe.photoshop": ".psd",
    "application/pdf": ".pdf",
    "video/mp4": ".mp4",
    "video/quicktime": ".mov",
}
"""Types that are written into, with the ending by which ExifTool knows them. What is not named goes out as it stands."""

_WITH_IIM = (".jpg", ".tif", ".psd")
_WITH_EXIF = (".jpg", ".tif", ".psd", ".png", ".webp", ".avif", ".heic")

MEMORY_BYTES = 2 << 30
CPU_SECONDS = 60
WALL_SECONDS = 120.0
"""A picture takes a tenth of a second; a film of gigabytes is copied once."""

_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": "/nonexistent"}

_PERL_LIBRARIES = (
    "/usr/share/perl",
    "/usr/share/perl5",
    "/usr/local/share/perl",
    "/etc/perl",
    "/usr/lib",
    "/usr/local/lib",
)


class NotWritten(Exception):
    """ExifTool did not write; the sentence says why."""


@dataclass(frozen=True, slots=True)
class ExifTool:
    """Where the program is: `command` begins with an absolute path; `reads` are its own libraries."""

    command: tuple[str, ...]
    reads: tuple[Path, ...]


@lru_cache(maxsize=8)
def find_exiftool(named: str = "") -> ExifTool | None:
    """Return ExifTool as a setting names it, or the `exiftool` on the path; None where there is none or no Perl."""
    found = shutil.which(named or "exiftool")
    if found is None:
        return None
    script = Path(found).resolve()
    with script.open("rb") as file:
        is_script = file.read(2) == b"#!"
    if not is_script:
        return ExifTool((str(script),), (script.parent,))
    perl = shutil.which("perl")
    if perl is None:
        return None
    libraries = [Path(each) for each in _PERL_LIBRARIES if Path(each).exists()]
    own = [script.parent / "lib", script.parent.parent / "lib"]
    reads = [script, *(each for each in own if each.exists()), *libraries]
    return ExifTool((str(Path(perl).resolve()), str(script)), tuple(reads))


def writes_into(media_type: str) -> bool:
    """Tell whether words are written into files of this type."""
    return media_type in FORMATS


def write_tags(exiftool: ExifTool, folder: Path, files: Sequence[Path], tags: Tags) -> None:
    """Write the same tags into files of one ending in `folder`, in place; `NotWritten` leaves them to be thrown away.

    Values travel as JSON and names of files are ours: nothing that anybody typed is ever an argument. The pixels are
    not touched.
    """
    if not files:
        return
    ending = files[0].suffix
    words = folder / "words.json"
    words.write_text(json.dumps([{"SourceFile": "*", **_fitting(tags.written, ending)}]), encoding="utf-8")
    command = fenced_command(
        [*exiftool.command, *arguments(tags, words, files)],
        memory_bytes=MEMORY_BYTES,
        cpu_seconds=CPU_SECONDS,
        file_bytes=max(each.stat().st_size for each in files) + (64 << 20),
        reads=exiftool.reads,
        writes=[folder],
    )
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(  # noqa: S603 - the command is ours, see `arguments`
            command,
            stdin=subprocess.DEVNULL,
            stdout=told,
            stderr=told,
            env=_ENVIRONMENT,
            cwd="/",
            start_new_session=True,
        )
        try:
            code = process.wait(WALL_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise NotWritten(f"ExifTool took longer than {WALL_SECONDS:.0f} seconds.") from None
        told.seek(0)
        said = told.read(2_000).decode(errors="replace").strip()
    if code != 0:
        raise NotWritten(f"ExifTool did not write: {_last_line(said)}")


def arguments(tags: Tags, words: Path, files: Sequence[Path]) -> list[str]:
    """Return the arguments of one run; no file of a user's settings is read, and minor faults of a file do not matter."""
    ending = files[0].suffix
    utf8 = ["-charset", "exif=utf8"]
    if ending in _WITH_IIM:
        utf8 += ["-charset", "iptc=utf8", "-IPTC:CodedCharacterSet=UTF8"]
    removed = [f"-{name}=" for name in tags.removed if _fits(name, ending)]
    return [
        *("-config", ""),
        *("-q", "-q", "-m", "-n", "-overwrite_original", "-charset", "utf8"),
        *utf8,
        *removed,
        f"-json={words}",
        *(str(each) for each in files),
    ]


def _fitting(written: Mapping[str, Value], ending: str) -> dict[str, Value]:
    return {name: value for name, value in written.items() if _fits(name, ending)}


def _fits(name: str, ending: str) -> bool:
    group = name.partition(":")[0]
    if group == "IPTC":
        return ending in _WITH_IIM
    return ending in _WITH_EXIF if group in ("EXIF", "IFD0") else True


def _last_line(said: str) -> str:
    return (said.splitlines() or ["it gave no reason"])[-1][:300]
