"""Films that take long on purpose, so that tests can interrupt them."""

import contextlib
import time
from collections.abc import Callable
from pathlib import Path

from dam.accounts.caller import HOUSE
from dam.core import Core
from renditions.catalogue.channels import list_channels, save_channel, seed_built_in
from renditions.catalogue.preset_edits import save_preset
from renditions.settings import RenditionSettings

SLOW = {
    "fit": "cover",
    "width": 1280,
    "height": 720,
    "formats": ["jpeg"],
    "film": ["mp4"],
    "film_style": "social",
}


def want_one_slow_film(core: Core) -> None:
    """Leave one channel with one preset beside the library's own: a picture and a film."""
    with core.db.write() as session:
        seed_built_in(session)
        names = [channel.name for channel in list_channels(session) if channel.name != "admin"]
    for name in names:
        save_channel(core, HOUSE, name, is_enabled=name == "sms")
    save_preset(core, HOUSE, "sms", "card", SLOW)


def settings(folder: Path, *, is_slow: bool) -> RenditionSettings:
    """Settings that work in this folder, as slowly as x264 can or as quickly."""
    return RenditionSettings(work_folder=folder, film_preset="veryslow" if is_slow else "ultrafast")


def encoders_in(folder: Path) -> list[str]:
    """Return the numbers of processes that were started to write into the folder."""
    found = []
    for commands in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if str(folder).encode() in commands.read_bytes() and b"libx264" in commands.read_bytes():
                found.append(commands.parent.name)
    return found


def left_in(folder: Path) -> list[Path]:
    """Return what finished or killed work has left."""
    return [path for path in folder.rglob("*") if path.is_file() and path.name != "lock"]


def wait_until(is_so: Callable[[], object], seconds: float = 60) -> None:
    """Wait for something to happen, but not for ever."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"it did not happen within {seconds:g} seconds"
        time.sleep(0.02)
