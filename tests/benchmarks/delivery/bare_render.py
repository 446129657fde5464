"""Renders one file again and again and nothing else: `python -m …bare_render DATABASE VERSION ORIGINAL COUNT KEY…`.

Prints the processor seconds that it and its children have spent on it.
"""

import resource
import sys
import tempfile
from pathlib import Path

from dam.db import Database
from infra.tables import METADATA
from renditions.catalogue.plan import key_of, plan_recipes
from renditions.image.job import SetJob, Wanted
from renditions.image.stills import still_lines
from renditions.settings import USUAL


def main(url: str, version_id: str, original: Path, count: int, key: tuple[str, ...]) -> None:
    """Render, and say what it cost."""
    assert METADATA.tables, "rows of all folders are known"
    database = Database(url)
    with database.write() as session:
        recipe = next(each.recipe for each in plan_recipes(session, version_id) if key_of(each.row) == key)
    before = _spent()
    for _ in range(count):
        with tempfile.TemporaryDirectory() as folder:
            lines = list(
                still_lines(SetJob(original, Path(folder), [Wanted("x", recipe)], USUAL, wants_colours=False))
            )
            assert [line["what"] for line in lines if isinstance(line, dict)] == ["made"]
    print(_spent() - before)


def _spent() -> float:
    times = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in times)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]), tuple(sys.argv[5:]))
