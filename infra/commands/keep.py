"""Commands that keep what is kept: `vitrine verify`, `backup`, `restore`, `doctor`."""

import sys
from dataclasses import asdict
from pathlib import Path

import click

from infra.backup import back_up
from infra.commands.opened import opened_house
from infra.commands.saying import AS_JSON, progress_bar, say
from infra.doctor import examine, is_well
from infra.restore import restore as bring_back
from infra.settings import read_settings
from infra.verify import verify as hold_against_rows


@click.command("verify")
@click.option("--sweep", is_flag=True, help="Delete blobs that nobody has named for a day.")
@click.option("--quick", is_flag=True, help="Compare sizes only, without reading every byte.")
@AS_JSON
def verify(sweep: bool, quick: bool, as_json: bool) -> None:
    """Hold every blob against the rows and its hash."""
    with opened_house() as house, progress_bar("Reading", hidden=as_json) as progress:
        found = hold_against_rows(house.core, sweep=sweep, is_quick=quick, progress=progress)
    counts = {kind: found.count(kind) for kind in ("missing", "corrupt", "orphan")}
    troubles = [asdict(trouble) for trouble in found.troubles]
    sentence = (
        f"{found.checked} blobs checked: {counts['missing']} missing, {counts['corrupt']} corrupt, "
        f"{counts['orphan']} named by nobody."
    )
    say(as_json, {"checked": found.checked, "bytes": found.bytes, **counts, "troubles": troubles}, sentence)
    for trouble in () if as_json else found.troubles:
        click.echo(f"  {trouble.kind:8} {trouble.digest} {' '.join(trouble.assets)}")
    sys.exit(0 if found.is_whole else 1)


@click.command("backup")
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--blobs/--no-blobs", default=None, help="Carry blobs along; by default those on this machine.")
@AS_JSON
def backup(target: Path, blobs: bool | None, as_json: bool) -> None:
    """Write rows and local blobs to a new folder, or to one file when TARGET ends in .tar."""
    with progress_bar("Writing", hidden=as_json) as progress:
        carried = back_up(read_settings(), target.absolute(), with_blobs=blobs, progress=progress)
    _say_carried(as_json, carried.blobs, carried.bytes, carried.problems, f"written to {target}")


@click.command("restore")
@click.argument("source", type=click.Path(path_type=Path, exists=True))
@AS_JSON
def restore(source: Path, as_json: bool) -> None:
    """Bring a backup into an empty HOME and an empty database; `vitrine reindex` comes next."""
    with progress_bar("Reading", hidden=as_json) as progress:
        carried = bring_back(read_settings(), source.absolute(), progress=progress)
    _say_carried(as_json, carried.blobs, carried.bytes, carried.problems, "restored; now run `vitrine reindex`")


@click.command("doctor")
@AS_JSON
def doctor(as_json: bool) -> None:
    """Say what is installed, what is reachable, and which fallback is in use."""
    findings = list(examine(read_settings()))
    if as_json:
        say(True, {"findings": [asdict(finding) for finding in findings]}, "")
    else:
        for finding in findings:
            click.echo(f"{finding.level:4}  {finding.part:11}  {finding.sentence}")
    sys.exit(0 if is_well(findings) else 1)


def _say_carried(as_json: bool, blobs: int, size: int, problems: list[str], what: str) -> None:
    values = {"blobs": blobs, "bytes": size, "problems": problems}
    say(as_json, values, f"{blobs} blobs ({size / 1e6:.1f} MB) and all rows {what}.")
    for problem in () if as_json else problems:
        click.echo(f"  {problem}", err=True)
    if problems:
        sys.exit(1)


COMMANDS = (verify, backup, restore, doctor)
