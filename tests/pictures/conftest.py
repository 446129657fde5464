"""What all tests of pictures share."""

from collections.abc import Iterator

import pytest

from renditions.image import engines


@pytest.fixture(autouse=True)
def _own_engine() -> Iterator[None]:
    """Let no test leave its engine to the next one in this process."""
    yield
    engines.choose("auto")
