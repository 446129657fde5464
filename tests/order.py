"""In which order the files of the tests are begun, when several processes share them."""

from pathlib import Path

LONG_FOLDERS = ("browser", "journeys", "infra", "renditions")
"""Folders in which a few tests take long, since they run whole houses, browsers and encoders; of the others none does."""

FOLDER = Path(__file__).parent


def rank(path: Path) -> int:
    """Return where a test file belongs; within a rank the order stays as it is."""
    top = path.relative_to(FOLDER).parts[0]
    return LONG_FOLDERS.index(top) if top in LONG_FOLDERS else len(LONG_FOLDERS)
