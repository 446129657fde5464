"""Commands on the audit trail: `vitrine audit verify`, `vitrine audit export`, `vitrine audit seen`."""

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from dam.accounts.caller import HOUSE
from dam.accounts.seen import read as seen_lines
from dam.accounts.trail.export import HEADS, read_lines, row_of
from dam.accounts.trail.read import AuditFilter
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
    """Tell whether every line is there as it was written, in its place; who saw what as well."""
    settings = read_settings()
    noted = read_heads(settings.home, heads)
    with opened_house(settings) as house, progress_bar("Verifying", hidden=as_json) as progress:
        verdict = seen_lines.verify_all(house.core, HOUSE, noted, progress)
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
    since, until = _edges(first, last)
    wanted = AuditFilter(action=action, since=since, until=until)
    with opened_house() as house:
        lines = read_lines(house.core, HOUSE, wanted)
        if as_csv:
            click.echo(table(HEADS, map(row_of, lines)), nl=False)
            return
        for line in lines:
            click.echo(json.dumps(dict(zip(HEADS, row_of(line), strict=True)), ensure_ascii=False))


@audit.command("seen")
@click.option("--from", "first", type=DAY, help="First day (UTC), such as 2026-03-01.")
@click.option("--to", "last", type=DAY, help="Last day (UTC).")
@click.option("--asset", default="", help="Only who saw this asset.")
@click.option("--csv", "as_csv", is_flag=True, help="As CSV instead of JSON, one object a line.")
def seen(first: datetime | None, last: datetime | None, asset: str, as_csv: bool) -> None:
    """Write on stdout who opened which asset, newest first, as long as it is kept."""
    since, until = _edges(first, last)
    with opened_house() as house:
        lines = seen_lines.read_seen(house.core, HOUSE, seen_lines.SeenFilter(asset, "", since, until))
        rows = map(seen_lines.row_of, lines)
        if as_csv:
            click.echo(table(seen_lines.HEADS, rows), nl=False)
            return
        for row in rows:
            click.echo(json.dumps(dict(zip(seen_lines.HEADS, row, strict=True)), ensure_ascii=False))


def _edges(first: datetime | None, last: datetime | None) -> tuple[datetime | None, datetime | None]:
    """Return the moments at which the first day begins and the last one is over."""
    return (
        first.replace(tzinfo=UTC) if first else None,
        last.replace(tzinfo=UTC) + timedelta(days=1) if last else None,
    )


COMMANDS = (audit,)
