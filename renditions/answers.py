"""Holding what a child says against what it may say: its code may have been taken over by the file that it opened."""

import json
import stat
from base64 import b64decode
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import hexdigits
from typing import Any

from dam.assets.likeness.points import unpack
from dam.sandbox.limits import ChildFailed, Json
from renditions.recipe import PART_MEDIA_TYPES

_MOST_CHARACTERS = 2_000
"""Of what is said to people about one file."""

_MOST_BYTES = 200_000
"""Of one line: a file's steps are a few thousand, and they are kept with its row."""

_MOST_PIXELS_A_SIDE = 65_535

_NOT_ASKED_FOR = "It answered with something that was not asked for."


def checked(lines: Iterator[Json], folder: Path) -> Iterator[Json]:
    """Yield each line (see `renditions.image.job`) that is what it claims to be; another → `ChildFailed`.

    The files it names must be ordinary ones in `folder` itself: whatever it names is stored and may be published.
    """
    for line in lines:
        try:
            is_good = _is_plain(line) and _is_good(line, folder)
        except (KeyError, TypeError, ValueError, OSError) as error:
            raise ChildFailed(_NOT_ASKED_FOR) from error
        if not is_good:
            raise ChildFailed(_NOT_ASKED_FOR)
        yield line


def _is_plain(line: Any) -> bool:
    """Any database can keep it: numbers are numbers, texts are Unicode without NUL."""
    written = json.dumps(line, allow_nan=False, ensure_ascii=False).encode()
    return len(written) <= _MOST_BYTES and b"\\u0000" not in written


def _is_good(line: Any, folder: Path) -> bool:
    match line["what"]:
        case "made":
            return _is_made(line, folder)
        case "colours":
            return all(isinstance(colour, Mapping) for colour in line["colours"])
        case "likeness":
            return _is_likeness(line)
        case "focal":
            return all(isinstance(line[side], int | float) and 0 <= line[side] <= 1 for side in ("x", "y"))
        case "unreadable":
            return _is_sentence(line["reason"])
        case "unavailable" | "failed":
            return _are_words(line["keys"]) and _is_sentence(line["reason"])
        case _:
            return False


def _is_likeness(line: Mapping[str, Any]) -> bool:
    """The digest of some pixels or nothing, and points that can be unpacked."""
    unpack(b64decode(line["points"], validate=True))
    return line["pixels"] == "" or (
        len(line["pixels"]) == 64 and set(line["pixels"]) <= set(hexdigits.lower())
    )


def _is_made(line: Mapping[str, Any], folder: Path) -> bool:
    sides = (line["width"], line["height"])
    return (
        _are_words(line["keys"])
        and all(side is None or (isinstance(side, int) and 0 < side <= _MOST_PIXELS_A_SIDE) for side in sides)
        and isinstance(line["upscaled"], bool)
        and isinstance(line["seconds"], int | float)
        and (line["warning"] is None or _is_sentence(line["warning"]))
        and all(isinstance(step, Mapping) for step in line["steps"])
        and all(_is_file(each["file"], folder) and _is_sentence(each["name"]) for each in line["parts"])
        and _is_file(line["file"], folder)
    )


def _is_file(name: str, folder: Path) -> bool:
    """A plain name, of a known kind, of an ordinary file with no other name: no link leads out of the folder."""
    if name in ("", ".", "..") or "/" in name or Path(name).suffix[1:] not in PART_MEDIA_TYPES:
        return False
    found = (folder / name).lstat()
    return stat.S_ISREG(found.st_mode) and found.st_nlink == 1


def _is_sentence(text: Any) -> bool:
    return isinstance(text, str) and len(text) <= _MOST_CHARACTERS


def _are_words(words: Any) -> bool:
    return isinstance(words, list) and all(isinstance(word, str) for word in words)
