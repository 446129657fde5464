"""Running hostile files as the house does, in a process of its own whose children are weighed.

`python -m tests.renditions.hostile.outcome` reads paths, one on each line, and answers a line of JSON for each.
"""

import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from dam.media_types import SNIFF_BYTES, sniff
from dam.metadata.facts import read_facts
from dam.sandbox.run import ChildFailed
from renditions.answers import checked
from renditions.image.job import SetJob, Wanted
from renditions.image.stills import still_lines
from renditions.readers import READERS
from renditions.recipe import Recipe
from renditions.settings import RenditionSettings
from renditions.video.films import film_lines

ROOT = Path(__file__).parents[3]
STILL = Recipe("jpeg", "width", 320, quality=80)
FILM = Recipe("mp4", "inside", 320, 320, quality=30, style="web")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one file: `made` renditions, else `reasons`; `cpu` seconds of all its children, `peak` of the largest
    of all children so far in bytes; `names` what was left in the folder."""

    media_type: str
    made: int
    warnings: list[str]
    reasons: list[str]
    problems: list[str]
    cpu: float
    peak: int
    names: list[str]


def outcomes(paths: Iterable[Path]) -> list[Outcome]:
    """Run all files in one further process, whose children are no one else's."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.renditions.hostile.outcome"],
        input="".join(f"{path}\n" for path in paths),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=280,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return [Outcome(**json.loads(line)) for line in done.stdout.splitlines()]


def outcome(path: Path) -> Outcome:
    """Read the facts and make a small rendition or two; nothing but `ChildFailed` may be raised on the way."""
    before = _cpu()
    with path.open("rb") as file:
        media = sniff(file.read(SNIFF_BYTES), path.name)
    lines: list[Any] = []
    problems: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        if media is None:
            lines.append({"what": "unreadable", "reason": "Files of this type are not kept."})
        else:
            problems = list(read_facts(path, media.name).problems)
            job = SetJob(path, Path(folder), _wanted(media.kind), RenditionSettings())
            try:
                lines = list(checked(_lines(job, media.kind, media.name), Path(folder)))
            except ChildFailed as error:
                lines.append({"what": "unreadable", "reason": error.reason})
        names = sorted(each.name for each in Path(folder).iterdir())
    return Outcome(
        media.name if media else "",
        sum(line["what"] == "made" for line in lines),
        [line["warning"] for line in lines if line["what"] == "made" and line["warning"]],
        [line["reason"] for line in lines if "reason" in line],
        problems,
        _cpu() - before,
        resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024,
        names,
    )


def _wanted(kind: str) -> list[Wanted]:
    return [Wanted("still", STILL), *([Wanted("film", FILM)] if kind == "video" else [])]


def _lines(job: SetJob, kind: str, media_type: str) -> Iterator[Any]:
    if kind in ("video", "audio"):
        return film_lines(job, still_lines)
    return still_lines(job, READERS[media_type])


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    for line in sys.stdin:
        sys.stdout.write(json.dumps(asdict(outcome(Path(line.rstrip("\n"))))) + "\n")
        sys.stdout.flush()
