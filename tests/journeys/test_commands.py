"""Every command that ends, run as an operator runs it: what it prints, and how it exits."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.running import VITRINE, RunningHouse, running_house
from tests.photographs import photograph

NO_STORE = "s3://bucket/?endpoint_url=http://127.0.0.1:9&access_key=a&secret_key=hidden"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHouse]:
    """A house with two imported pictures, and no process running."""
    folder = tmp_path_factory.mktemp("commands")
    pictures = folder / "pictures"
    pictures.mkdir()
    for name in ("coffee", "chelsea"):
        shutil.copy(photograph(name), pictures)
    with running_house(folder / "home") as house:
        imported = json.loads(house.command("import", str(pictures), "--json"))
        assert (imported["added"], imported["duplicates"]) == (2, 0)
        yield house


def _run(house: RunningHouse, *arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*VITRINE, *arguments],
        env={**house.environment, **settings},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_import_again_finds_everything_there(house: RunningHouse, tmp_path: Path) -> None:
    shutil.copy(photograph("coffee"), tmp_path / "encore.png")
    (tmp_path / "note.jpg").write_text("not a picture")
    done = _run(house, "import", str(tmp_path))
    assert "0 files were added, 1 were here already, 1 could not be taken." in done.stdout
    assert "note.jpg" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "key", "value"),
    [
        (("verify",), "checked", 2),
        (("reindex",), "assets", 2),
        (("recount",), "differences", 0),
    ],
)
def test_long_work_speaks_json_and_sentences(
    house: RunningHouse, arguments: tuple[str, ...], key: str, value: int
) -> None:
    assert json.loads(house.command(*arguments, "--json"))[key] == value
    assert house.command(*arguments).endswith((".", ". "))


def test_a_backup_brings_the_same_library_back(house: RunningHouse, tmp_path: Path) -> None:
    house.command("backup", str(tmp_path / "backup"))
    other = tmp_path / "other"
    restored = _run(house, "restore", str(tmp_path / "backup"), "--json", VITRINE_HOME=str(other))
    assert json.loads(restored.stdout)["blobs"] == 2
    assert json.loads(_run(house, "verify", "--json", VITRINE_HOME=str(other)).stdout)["checked"] == 2
    again = _run(house, "restore", str(tmp_path / "backup"), VITRINE_HOME=str(other))
    assert again.returncode == 1
    assert "empty" in again.stderr
    assert "Traceback" not in again.stderr


def test_doctor_finds_a_whole_house_well(house: RunningHouse) -> None:
    findings = json.loads(house.command("doctor", "--json"))["findings"]
    assert {finding["part"] for finding in findings} >= {"pictures", "film", "database", "blobs", "search"}
    assert not [finding for finding in findings if finding["level"] == "bad"]


def test_a_token_is_printed_alone(house: RunningHouse) -> None:
    assert house.command("token", "create", "--role", "viewer", "--name", "screen").startswith("vt_")
    assert len(house.command("token", "create", "--role", "viewer", "--name", "screen").split()) == 1


@pytest.mark.parametrize(
    ("arguments", "settings", "code", "sentence"),
    [
        (("nonsense",), {}, 2, "No such command"),
        (("token", "create"), {}, 2, "Missing option"),
        (("import", "/nowhere"), {}, 2, "does not exist"),
        (("person", "add", "--email", "x", "--password", "a-long-enough-password"), {}, 1, "e-mail"),
        (("person", "add", "--email", "a@example.org", "--password", "short"), {}, 1, "12"),
        (("verify",), {"VITRINE_STORAGE_ULR": "x"}, 1, "VITRINE_STORAGE_URL"),
        (("verify",), {"VITRINE_DATABASE_URL": "mysql://h/d"}, 1, "postgresql://"),
        (("verify",), {"VITRINE_DATABASE_URL": "postgresql://u:p@127.0.0.1:9/d"}, 1, "does not answer"),
        (("verify",), {"VITRINE_DATABASE_URL": "sqlite:////etc/passwd"}, 1, "file is not a database"),
        (("verify",), {"VITRINE_HOME": "/etc/passwd"}, 1, "This machine refuses: File exists"),
        (("worker",), {"VITRINE_STORAGE_URL": NO_STORE}, 1, "does not answer"),
        (("serve", "--port", "0"), {}, 2, "not in the range"),
        (("serve", "--host", "no.such.host.invalid"), {}, 1, "no address"),
    ],
)
def test_a_refusal_is_one_clear_sentence(
    house: RunningHouse, arguments: tuple[str, ...], settings: dict[str, str], code: int, sentence: str
) -> None:
    done = _run(house, *arguments, **settings)
    assert done.returncode == code
    assert sentence in done.stderr
    assert "hidden" not in done.stderr
    assert "Traceback" not in done.stderr
