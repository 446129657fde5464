"""Run as a program: single renditions one after the other in a process that stays, so that only the picture is timed."""

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from renditions.geometry import Size
from renditions.image.child import render_set
from renditions.image.job import SetJob, Wanted
from renditions.recipe import Recipe
from renditions.settings import RenditionSettings


def main() -> None:
    """Read `{"rounds", "engine", "jobs": [{"original", "recipe", "stands_for"}]}`, print seconds a job as one JSON list."""
    order = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps([_seconds(job, order, Path(folder)) for job in order["jobs"]]))


def _seconds(job: Mapping[str, Any], order: Mapping[str, Any], folder: Path) -> float:
    whole = Size(*job["stands_for"]) if job["stands_for"] else None
    wanted = [Wanted("it", Recipe.from_text(job["recipe"]))]
    settings = RenditionSettings(engine=order["engine"])
    argument: Any = SetJob(
        Path(job["original"]), folder, wanted, settings, stands_for=whole, wants_colours=False
    ).to_json()
    taken = []
    for _ in range(order["rounds"] + 1):
        began = time.process_time()
        lines: list[Any] = list(render_set(argument))
        taken.append(time.process_time() - began)
        assert lines[-1]["what"] == "made", lines
    return statistics.median(taken[1:])


if __name__ == "__main__":
    main()
