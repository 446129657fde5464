"""The README's tour, line by line, as a newcomer would paste it."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

from PIL import Image

from tests.journeys.running import running_house

ROOT = Path(__file__).parents[2]


def tour_lines() -> list[str]:
    """Return the shell lines of the README's tour."""
    text = (ROOT / "README.md").read_text()
    tour = text.split("## A tour in five minutes")[1].split("\n## ")[0]
    blocks = re.findall(r"```sh\n(.*?)```", tour, re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.strip()]


def _patiently(line: str) -> str:
    """Return shell that tries a line again for ten seconds, as a person does who asks before the index has heard."""
    give_up = f"{{ echo {shlex.quote('in vain: ' + line)} >&2; exit 1; }}"
    return f"n=0; until {{ {line}\n}}; do n=$((n+1)); [ $n -lt 10 ] || {give_up}; sleep 1; done"


def test_every_line_of_the_tour_works(tmp_path: Path) -> None:
    (tmp_path / ".venv").symlink_to(sys.prefix)
    with running_house(tmp_path / "home") as house:
        base = house.serve()
        lines = [line.replace("http://127.0.0.1:8000", base) for line in tour_lines()]
        script = "set -o pipefail\n" + "\n".join(_patiently(line) for line in lines)
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=tmp_path,
            env=house.environment,
            capture_output=True,
            text=True,
            timeout=120,
        )
    assert done.returncode == 0, done.stderr[-2000:] + done.stdout[-2000:]
    with Image.open(tmp_path / "hero.avif") as hero, Image.open(tmp_path / "story.jpg") as story:
        assert (hero.format, story.size) == ("AVIF", (1080, 1920))
    assert '"channel":"web"' in done.stdout.replace(" ", "")


def test_the_commands_of_the_readme_exist() -> None:
    table = (ROOT / "README.md").read_text().split("## Commands")[1].split("\n## ")[0]
    named = set(re.findall(r"`vitrine ([a-z]+)", table))
    shown = subprocess.run(
        [sys.executable, "-m", "infra.cli", "--help"], capture_output=True, text=True, check=True
    ).stdout
    existing = set(re.findall(r"^  ([a-z]+)  ", shown.split("Commands:")[1], re.MULTILINE))
    assert named == existing
