"""A child is started for every original: what it imports before it has a reason to is paid for each time."""

import subprocess
import sys

HEAVY = {"sqlalchemy", "numpy", "asyncio", "av", "boto3", "pypdfium2", "pikepdf", "cykooz_resizer", "ajpegli"}


def test_a_child_for_pictures_starts_without_what_it_may_not_need() -> None:
    said = subprocess.run(
        [sys.executable, "-c", "import sys, renditions.image.child; print(*sys.modules)"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert "renditions.image.child" in said.split()
    assert HEAVY.isdisjoint(said.split())
