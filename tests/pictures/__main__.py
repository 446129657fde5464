"""`python -m tests.pictures`: write the goldens anew, all of them or those named; look at them before committing them."""

import sys
import tempfile
from pathlib import Path

from tests.pictures.operations import OPERATIONS, made
from tests.pictures.test_goldens import path_of


def main(names: list[str]) -> int:
    """Do the operations and keep what they give; return the exit code."""
    unknown = set(names) - set(OPERATIONS)
    if unknown:
        sys.stderr.write(f"There are no operations {', '.join(sorted(unknown))}.\n")
        return 2
    for name in names or OPERATIONS:
        with tempfile.TemporaryDirectory() as folder:
            made(name, Path(folder)).save(path_of(name), optimize=True)
        sys.stdout.write(f"{name}: {path_of(name).stat().st_size:,} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
