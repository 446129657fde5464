"""Finds a Chromium to drive, or fetches the one that comes as a package."""

import os
import subprocess
from pathlib import Path

from admin_ui.build import CannotBuild, find_node
from tests.packages import npm_packages

FOLDER = Path(__file__).parent
DEBIAN = Path("/usr/bin/chromium")


class NoChromium(Exception):
    """There is no Chromium here and none can be fetched; the message says why."""


def find_chromium() -> str:
    """Return the program: `CHROMIUM` of the environment, else Debian's, else the package's."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    return str(DEBIAN) if DEBIAN.exists() else _unpack()


def _unpack() -> str:
    try:
        node, _ = find_node()
        npm_packages(FOLDER)
        done = subprocess.run([node, "unpack.mjs"], cwd=FOLDER, check=True, capture_output=True, text=True)
    except (CannotBuild, subprocess.CalledProcessError) as error:
        raise NoChromium(
            "The browser tests need a Chromium: name one in CHROMIUM, or let npm fetch @sparticuz/chromium."
        ) from error
    return done.stdout.strip()
