"""Commands on the audit trail: `vitrine audit verify`, `vitrine audit export`."""

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from dam.accounts.caller import HOUSE
from dam.accounts.trail.export import HEADS, read_lines, row_of
from dam.accounts.trail.read import AuditFilter
from dam.accounts.trail.verify import verify_trail
from dam.language.csv_table import table
from infra.audit_heads import read_heads
from infra.commands.opened import opened_house
from infra.saying import AS_JSON, progress_bar, say
from infra.settings import read_settings

DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group("audit")
def audit() -> None:
    """Who did what, in a chain that can be verified."""


@audit.command("verify")
@click.option(
    "--heads",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A copy of audit-heads.jsonl that was kept elsewhere; by default the one in HOME.",
)
@AS_JSON
def verify(heads: Path | None, as_json: bool) -> None:
    """Tell whether every line is there as it was written, in its place."""
    settings = read_settings()
    noted = read_heads(settings.home, heads)
    with opened_house(settings) as house, progress_bar("Verifying", hidden=as_json) as progress:
        verdict = verify_trail(house.core, HOUSE, noted, progress)
    sentence = verdict.fault or (
        f"{verdict.lines} lines hold together, {len(noted)} noted heads stand among them, "
        f"{verdict.erased} lines had their words erased. Head: {verdict.head}."
    )
    told = {
        "lines": verdict.lines,
        "erased": verdict.erased,
        "noted_heads": len(noted),
        "head_line": verdict.head_id,
        "head": verdict.head,
        "fault": verdict.fault,
    }
    say(as_json, told, sentence)
    sys.exit(1 if verdict.fault else 0)


@audit.command("export")
@click.option("--from", "first", type=DAY, help="First day (UTC), such as 2026-03-01.")
@click.option("--to", "last", type=DAY, help="Last day (UTC).")
@click.option("--action", default="", help="Only this action, such as asset.status_moved.")
@click.option("--csv", "as_csv", is_flag=True, help="As CSV instead of JSON, one object a line.")
def export(first: datetime | None, last: datetime | None, action: str, as_csv: bool) -> None:
    """Write the trail on stdout, oldest first, with the hashes that chain it."""
    wanted = AuditFilter(
        action=action,
        since=first.replace(tzinfo=UTC) if first else None,
        until=last.replace(tzinfo=UTC) + timedelta(days=1) if last else None,
    )
    with opened_house() as house:
        lines = read_lines(house.core, HOUSE, wanted)
        if as_csv:
            click.echo(table(HEADS, map(row_of, lines)), nl=False)
            return
        for line in lines:
            click.echo(json.dumps(dict(zip(HEADS, row_of(line), strict=True)), ensure_ascii=False))


COMMANDS = (audit,)
