"""What is installed on this machine, and which fallback is in use where something is not."""

import importlib.util
import os
import platform
import shutil
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import av
import imageio_ffmpeg
from PIL import features

from dam.engagement import parquet
from dam.sandbox.probe import what_holds
from infra.backup_rows import kind_of
from infra.doctor_sayings import Saying
from infra.settings import Settings
from renditions.readers import HEIC, OFFICE, RAW, is_installed

CODECS = {
    "jpg": "JPEG", "zlib": "PNG", "webp": "WebP", "avif": "AVIF", "libtiff": "TIFF", "jpg_2000": "JPEG 2000",
    "littlecms2": "colour management",
}  # fmt: skip
"""What Pillow calls its optional parts, and what people call them; without one of the first six a preset cannot be made."""

FENCES = {
    "network": "No network, by seccomp",
    "files": "no other files, by Landlock",
    "programs": "no other programs, by seccomp",
}
"""Parts of the fence and what each is called; the first and last need Linux 3.17 or later, the second 5.13."""

LITTLE_SPACE, NO_SPACE = 0.10, 1 << 30
"""A tenth of the disk, and one gibibyte: a film of a few minutes in every preset needs about that."""


def check_python(_settings: Settings) -> Iterator[Saying]:
    """Which Python runs, and on what."""
    told = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}, {os.cpu_count()} cores."
    yield ("ok" if sys.version_info >= (3, 11) else "bad"), told


def check_server(_settings: Settings) -> Iterator[Saying]:
    """Whether the fast parts of the web server are there."""
    slow = [name for name in ("uvloop", "httptools") if importlib.util.find_spec(name) is None]
    if slow:
        yield "warn", f"The web server runs without {' and '.join(slow)}, so it answers more slowly."
    else:
        yield "ok", f"Uvicorn {version('uvicorn')} with uvloop and httptools."


def check_codecs(_settings: Settings) -> Iterator[Saying]:
    """Which kinds of pictures can be read and written."""
    missing = [name for codec, name in CODECS.items() if not features.check(codec)]
    if missing:
        yield (
            "bad",
            f"Pillow {version('pillow')} lacks {', '.join(missing)}: install its wheel from the lock.",
        )
    else:
        yield "ok", f"Pillow {version('pillow')} with {', '.join(CODECS.values())}."


def check_film(_settings: Settings) -> Iterator[Saying]:
    """Which ffmpeg makes films, and which library reads them."""
    given = os.environ.get("IMAGEIO_FFMPEG_EXE")
    try:
        program = imageio_ffmpeg.get_ffmpeg_exe()
    except RuntimeError:
        yield (
            "bad",
            "No ffmpeg was found: films and sound stay without renditions. Install imageio-ffmpeg from the lock.",
        )
        return
    if not (Path(program).is_file() and os.access(program, os.X_OK)):
        yield "bad", f"The ffmpeg at {program} cannot be run."
    elif given:
        yield (
            "warn",
            f"ffmpeg is {program}, named by IMAGEIO_FFMPEG_EXE, and not the one this release was tried with.",
        )
    else:
        yield "ok", f"ffmpeg of imageio-ffmpeg {version('imageio-ffmpeg')}."
    yield "ok", f"PyAV {av.__version__} reads films and sound."


def check_documents(_settings: Settings) -> Iterator[Saying]:
    """What draws the pages of documents."""
    try:
        yield "ok", f"pypdfium2 {version('pypdfium2')} draws pages of PDF."
    except PackageNotFoundError:
        yield "bad", "pypdfium2 is missing: documents stay without previews."
    if is_installed(OFFICE):
        yield "ok", "LibreOffice makes the first page of Office documents."
    else:
        yield (
            "warn",
            "LibreOffice was not found: Office documents stay without previews. Install libreoffice-writer, "
            "libreoffice-impress and libreoffice-calc, so that `soffice` is on PATH.",
        )


def check_originals(_settings: Settings) -> Iterator[Saying]:
    """What reads the kinds of originals that Pillow does not."""
    yield "ok", f"resvg-py {version('resvg-py')} draws SVG, cleaned by py-svg-hush {version('py-svg-hush')}."
    for kind, reader, package in (("HEIC pictures", HEIC, "pi-heif"), ("camera raw files", RAW, "rawpy")):
        if is_installed(reader):
            yield "ok", f"{package} {version(package)} reads {kind}."
        else:
            yield "warn", f"{package} is missing: {kind} are kept, and stay without renditions."


def check_fences(_settings: Settings) -> Iterator[Saying]:
    """What keeps a decoder that was taken over by a file from doing harm; found by trying."""
    holds = what_holds()
    told = "; ".join(f"{sentence}: {'yes' if holds[part] else 'no'}" for part, sentence in FENCES.items())
    if all(holds.values()):
        yield "ok", f"Files are opened in children behind a fence. {told}."
    else:
        yield "warn", f"Files are opened in children with limits, and not every fence holds. {told}."


def check_disk(settings: Settings) -> Iterator[Saying]:
    """How much room is left in HOME."""
    place = next(folder for folder in (settings.home, *settings.home.parents) if folder.exists())
    usage = shutil.disk_usage(place)
    told = f"{usage.free / 1e9:.1f} GB of {usage.total / 1e9:.1f} GB are free for {settings.home}."
    if not os.access(place, os.W_OK):
        yield "bad", f"{place} cannot be written to."
    elif usage.free < NO_SPACE:
        yield "bad", told
    else:
        yield ("warn" if usage.free < LITTLE_SPACE * usage.total else "ok"), told


def check_analysis(_settings: Settings) -> Iterator[Saying]:
    """Whether events can be written for analysts."""
    if parquet.is_installed():
        yield "ok", f"pyarrow {version('pyarrow')} writes events as Parquet."
    else:
        yield "ok", "Events cannot be written as Parquet: pyarrow is not installed (the extra `analysis`)."


def check_postgres_tools(settings: Settings) -> Iterator[Saying]:
    """Whether rows can be backed up."""
    if kind_of(settings.database_url) == "sqlite":
        yield "ok", "Rows are backed up by SQLite's own online copy."
        return
    missing = [tool for tool in ("pg_dump", "pg_restore") if shutil.which(tool) is None]
    if missing:
        yield (
            "warn",
            f"{' and '.join(missing)} not found: `vitrine backup` cannot keep the rows from this machine.",
        )
    else:
        yield "ok", "Rows are backed up by pg_dump."
