"""The commands that keep a house, as people and machines call them."""

import json
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from delivery.house import House
from infra.commands.keep import COMMANDS
from tests.infra.library import add_original, random_bytes

Vitrine = Callable[..., Result]


@pytest.fixture
def vitrine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Vitrine:
    """Call a command in the house `home` or another one."""
    group = click.Group(commands=list(COMMANDS))

    def call(*words: str, home: str = "home") -> Result:
        return CliRunner().invoke(group, words, env={"VITRINE_HOME": str(tmp_path / home)})

    return call


def test_a_library_goes_from_one_home_to_another(house: House, vitrine: Vitrine, tmp_path: Path) -> None:
    add_original(house.core, random_bytes(), title="L'été à la plage")
    kept = vitrine("backup", str(tmp_path / "kept.tar"))
    assert (kept.exit_code, kept.stdout) == (
        0,
        f"{tmp_path / 'kept.tar'} holds all rows and 1 blob (0.0 MB).\n",
    )
    back = vitrine("restore", str(tmp_path / "kept.tar"), "--json", home="elsewhere")
    assert json.loads(back.stdout) == {"blobs": 1, "bytes": 5000, "has_blobs": True, "problems": []}
    verified = vitrine("verify", home="elsewhere")
    assert verified.stdout == "1 blob (0.0 MB): 0 missing, 0 corrupt, 0 left over.\n"
    found = json.loads(vitrine("doctor", "--json", home="elsewhere").stdout)
    assert "Whoosh, embedded, with 1 documents." in [one["sentence"] for one in found["findings"]]


def test_a_lost_blob_is_exit_code_1(house: House, vitrine: Vitrine) -> None:
    asset_id, digest = add_original(house.core, random_bytes())
    house.core.store.delete(digest)
    told = vitrine("verify")
    assert told.exit_code == 1
    assert told.stdout.splitlines()[0] == f"missing  {digest}, asset {asset_id}"
    assert json.loads(vitrine("verify", "--quick", "--json").stdout)["is_whole"] is False


def test_the_doctor_prints_a_line_for_each_part(house: House, vitrine: Vitrine) -> None:
    told = vitrine("doctor")
    assert told.exit_code == 0
    assert all(line[:4].strip() in ("ok", "warn") for line in told.stdout.splitlines())
