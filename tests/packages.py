"""npm packages that tests and benchmarks use (a browser, axe-core, peers), installed on first use from their lock."""

import fcntl
import hashlib
import subprocess
from pathlib import Path

from admin_ui.build import find_node


def npm_packages(folder: Path) -> Path:
    """Install what `folder/package-lock.json` names unless it is there, and return `folder/node_modules`.

    Safe for several test processes at once; an unreachable registry raises `CalledProcessError`.
    """
    modules = folder / "node_modules"
    stamp = modules / ".installed-lock"
    wanted = hashlib.sha256((folder / "package-lock.json").read_bytes()).hexdigest()
    with (folder / ".install-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not stamp.exists() or stamp.read_text() != wanted:
            node, npm = find_node()
            subprocess.run(
                [node, npm, "ci", "--no-audit", "--no-fund", "--fetch-retries=1", "--prefer-offline"],
                cwd=folder,
                check=True,
                capture_output=True,
            )
            stamp.write_text(wanted)
    return modules
