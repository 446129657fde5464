"""A child that was taken over cannot name a file outside its folder, nor say what is not asked for."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dam.sandbox.run import ChildFailed
from renditions.answers import checked
from renditions.image.job import made, not_made, unreadable


def good(folder: Path) -> dict[str, Any]:
    """One honest line."""
    (folder / "0.jpeg").write_bytes(b"x")
    (folder / "0.html").write_bytes(b"x")
    line = made(["a"], folder / "0.jpeg", 10, 10, upscaled=False, seconds=0.1, warning=None)
    assert isinstance(line, dict)
    return line


def test_honest_lines_pass(tmp_path: Path) -> None:
    lines = [
        good(tmp_path),
        not_made("failed", ["a"], "Why."),
        unreadable("Why."),
        {"what": "colours", "colours": []},
    ]
    assert list(checked(iter(lines), tmp_path)) == lines


@pytest.mark.parametrize(
    "name", ["../outside", "/etc/passwd", "link", "hard", "folder", "pipe", "missing", "", ".", 7, None]
)
def test_a_file_is_an_ordinary_one_in_the_folder(tmp_path: Path, name: Any) -> None:
    folder = tmp_path / "work"
    (folder / "folder").mkdir(parents=True)
    (tmp_path / "outside").write_text("SECRET")
    (folder / "link").symlink_to(tmp_path / "outside")
    os.link(tmp_path / "outside", folder / "hard")
    os.mkfifo(folder / "pipe")
    for line in ({**good(folder), "file": name}, {**good(folder), "parts": [{"name": "a", "file": name}]}):
        with pytest.raises(ChildFailed, match="not asked for"):
            list(checked(iter([line]), folder))


@pytest.mark.parametrize(
    "change",
    [
        {"what": "owned"}, {"what": None}, {"keys": "abc"}, {"keys": [1]}, {"width": 0}, {"height": "10"},
        {"width": 10**9}, {"upscaled": 1}, {"seconds": None}, {"warning": "x" * 5000}, {"warning": 3}, {"steps": [1]},
        {"parts": [1]}, {"parts": None}, {"seconds": float("nan")}, {"steps": [{"a": float("inf")}]}, {"warning": "a\x00b"},
        {"warning": "\ud800"}, {"steps": [{"a": "x" * 300_000}]}, {"file": "0.html"},
    ],
)  # fmt: skip
def test_what_is_said_has_the_right_shape(tmp_path: Path, change: Mapping[str, Any]) -> None:
    with pytest.raises(ChildFailed, match="not asked for"):
        list(checked(iter([{**good(tmp_path), **change}]), tmp_path))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda x: st.lists(x) | st.dictionaries(st.text(), x),
    )
)
def test_anything_else_is_one_sentence(value: Any) -> None:
    with pytest.raises(ChildFailed, match="not asked for"):
        list(checked(iter([value]), Path("/nowhere")))
