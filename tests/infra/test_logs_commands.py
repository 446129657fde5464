"""`vitrine logs import` and `vitrine logs formats`, as people and machines call them."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from delivery.house import House
from infra.cli import main
from infra.settings import Settings
from tests.dam.engagement.foreign.lines import combined_line, nginx_line
from tests.dam.engagement.world import add_asset, outcomes

Run = Callable[..., Result]


@pytest.fixture
def run(settings: Settings) -> Run:
    """Run a command of the house."""

    def run_one(*arguments: str, **more: object) -> Result:
        environment = {"VITRINE_HOME": str(settings.home), "VITRINE_LOGS": "", "VITRINE_EDGE_SECRET": ""}
        return CliRunner().invoke(main, ["logs", *arguments], env=environment, **more)  # type: ignore[arg-type]

    return run_one


def test_formats_are_listed(run: Run) -> None:
    assert "cloudfront" in run("formats").output
    assert set(json.loads(run("formats", "--json").output)) >= {"nginx", "caddy", "combined", "w3c", "s3"}


def test_files_and_pipes_are_imported_once(run: Run, house: House, tmp_path: Path) -> None:
    path = f"/d/web/hero/{add_asset(house.core)}.jpg"
    one, two, bad = tmp_path / "one.log", tmp_path / "two.gz", tmp_path / "letter.txt"
    one.write_text(nginx_line(house.core, path) * 2 + nginx_line(house.core, "/library") + '{"torn')
    two.write_bytes(gzip.compress(combined_line(house.core, path).encode()))
    bad.write_text("Dear colleagues,\n")
    tried = run("import", str(one), str(two), "--dry-run")
    assert "4 new lines: 3 fetches would be counted, 1 not_ours." in tried.output
    assert "the last line of" in tried.output.lower()
    assert "by-hand" in tried.output, "that they may count twice is said"
    imported = run("import", str(one), str(two), str(bad), "--edge", "Paris", "--json")
    assert imported.exit_code == 1
    told = json.loads(imported.stdout)
    assert [(each["format"], each["accepted"]) for each in told["files"]] == [("nginx", 2), ("combined", 1)]
    assert told["refused"][0]["name"] == str(bad)
    again = run("import", "-", "--format", "nginx", input=one.read_bytes())
    assert (again.exit_code, again.stdout) == (
        0,
        "0 new lines: 0 fetches were counted. The last line of - waits for its end.\n",
    )
    assert outcomes(house.core, "logs") == {"received": 4, "accepted": 3, "not_ours": 1}


def test_a_file_that_cannot_be_read_keeps_no_other_out(run: Run, house: House, tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    log.write_text(nginx_line(house.core, f"/d/web/hero/{add_asset(house.core)}"))
    told = run("import", "/proc/self/mem", str(log))
    assert told.exit_code == 1
    assert "/proc/self/mem: [Errno 5]" in told.output
    assert "1 new lines: 1 fetches were counted." in told.output


def test_since_and_an_unknown_format(run: Run, house: House, tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    log.write_text(nginx_line(house.core, f"/d/web/hero/{add_asset(house.core)}"))
    assert "1 before_since" in run("import", str(log), "--since", "2999-01-01").output
    refused = run("import", str(log), "--format", "apache")
    assert (refused.exit_code, "combined" in refused.output) == (1, True)
    assert run("import", str(tmp_path / "nothing")).exit_code == 2
