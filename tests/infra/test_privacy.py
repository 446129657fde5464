"""What a child of the house can learn of its parent."""

import subprocess
import sys

import pytest

PR_GET_DUMPABLE = 3

SCRIPT = f"""
import ctypes
from infra.privacy import hide_from_children
before = ctypes.CDLL(None).prctl({PR_GET_DUMPABLE}, 0, 0, 0, 0)
hide_from_children()
print(before, ctypes.CDLL(None).prctl({PR_GET_DUMPABLE}, 0, 0, 0, 0))
"""


@pytest.mark.skipif(
    sys.platform != "linux", reason="PROCESS PRIVACY IS TESTED ON LINUX ONLY: prctl is Linux's"
)
def test_the_kernel_lends_nobody_the_environment_of_the_process() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1", "0"]
