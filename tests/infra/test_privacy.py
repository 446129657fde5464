"""What a child of the house can learn of its parent."""

import os
import subprocess
import sys

import pytest

SCRIPT = """
import os, subprocess, sys
from infra.privacy import hide_from_children
assert hide_from_children()
reader = "import os, sys; open(f'/proc/{os.getppid()}/environ').read()"
print(subprocess.run([sys.executable, "-c", reader], stderr=subprocess.PIPE, user=65534 if os.getuid() == 0 else None).returncode)
"""


@pytest.mark.skipif(
    sys.platform != "linux", reason="PROCESS PRIVACY IS TESTED ON LINUX ONLY: prctl is Linux's"
)
def test_a_child_cannot_read_the_environment_of_its_parent() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "VITRINE_SECRET_KEY": "secret"},
    )
    assert done.stdout.strip() != "0"
