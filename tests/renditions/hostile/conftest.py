"""What the tests of hostile files share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.renditions.hostile.canary import Canary


@pytest.fixture
def canary(tmp_path: Path) -> Iterator[Canary]:
    """A canary of this test alone."""
    folder = tmp_path / "canary"
    folder.mkdir()
    bird = Canary(folder)
    yield bird
    bird.close()
