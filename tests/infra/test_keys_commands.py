"""`vitrine keys list` and `rotate`, as people and machines call them."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from infra.cli import main


def vitrine(home: Path, *words: str) -> Result:
    """Call a command in an empty house."""
    return CliRunner().invoke(main, words, env={"VITRINE_HOME": str(home)})


def test_a_house_has_a_key_from_the_start_and_two_after_a_rotation(tmp_path: Path) -> None:
    listed = json.loads(vitrine(tmp_path, "keys", "list", "--json").stdout)["keys"]
    assert [key["is_signing"] for key in listed] == [True]
    rotated = json.loads(vitrine(tmp_path, "keys", "rotate", "--json").stdout)["keys"]
    assert [key["retired_at"] for key in rotated] == [None, None]
    assert rotated[1]["id"] == listed[0]["id"]


def test_at_once_retires_all_others(tmp_path: Path) -> None:
    vitrine(tmp_path, "keys", "list")
    answer = vitrine(tmp_path, "keys", "rotate", "--at-once")
    assert answer.exit_code == 0
    lines = answer.stdout.splitlines()
    assert len(lines) == 2
    assert lines[0].endswith("  signs")
    assert "  retired 20" in lines[1]


def test_no_secret_is_shown(tmp_path: Path) -> None:
    told = vitrine(tmp_path, "keys", "list", "--json").stdout
    assert {name for key in json.loads(told)["keys"] for name in key} == {
        "id",
        "created_at",
        "retired_at",
        "is_signing",
    }
