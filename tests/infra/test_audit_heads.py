"""Heads of the trail on this machine, and the commands that verify and export it."""

import json
from pathlib import Path

import sqlalchemy as sa
from click.testing import CliRunner

from dam.accounts.audit import note
from dam.accounts.caller import HOUSE
from dam.accounts.models import AuditEntry
from delivery.house import House
from infra.audit_heads import FILE, note_head, read_heads
from infra.cli import main
from infra.settings import Settings


def write(house: House, action: str = "thing.made") -> None:
    with house.core.db.write() as session:
        note(session, HOUSE, action, "thing", "t1", {"name": "été"})


def test_a_head_is_noted_once_and_a_torn_line_is_passed_over(house: House, tmp_path: Path) -> None:
    note_head(house, tmp_path)
    write(house)
    note_head(house, tmp_path)
    note_head(house, tmp_path)
    noted = read_heads(tmp_path)
    with (tmp_path / FILE).open("a") as file:
        file.write('{"at": "2026-')
    assert len(noted) == 1
    assert read_heads(tmp_path) == noted


def test_the_commands_verify_and_export(house: House, settings: Settings) -> None:
    write(house)
    write(house, "thing.seen")
    note_head(house, settings.home)
    environment = {"VITRINE_HOME": str(settings.home)}
    run = CliRunner(env=environment).invoke
    told = json.loads(run(main, ["audit", "verify", "--json"]).stdout)
    assert (told["fault"], told["noted_heads"]) == ("", 1)
    lines = run(main, ["audit", "export", "--action", "thing.seen"]).stdout.splitlines()
    assert [json.loads(line)["action"] for line in lines] == ["thing.seen"]
    assert run(main, ["audit", "export", "--csv", "--to", "2001-01-01"]).stdout.startswith("line,at,")
    with house.core.db.write() as session:
        session.execute(sa.delete(AuditEntry).where(AuditEntry.action == "thing.seen"))
    broken = run(main, ["audit", "verify"])
    assert broken.exit_code == 1
    assert "is no longer there" in broken.stdout
