"""Commands that keep a house: `vitrine verify`, `backup`, `restore`, `doctor`."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from dam.search.reindex import reindex
from infra.backup import Carried, back_up
from infra.commands.opened import opened_house
from infra.commands.progress import progress_bar
from infra.doctor import examine, is_well
from infra.restore import restore
from infra.settings import read_settings
from infra.verify import Verified, verify

AS_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object for machines.")
COLOURS = {"ok": "green", "warn": "yellow", "bad": "red"}


@click.command("verify")
@click.option("--sweep", is_flag=True, help="Delete blobs that nobody has named for 24 hours.")
@click.option("--quick", is_flag=True, help="Compare sizes only, without reading every byte.")
@AS_JSON
def verify_command(sweep: bool, quick: bool, as_json: bool) -> None:
    """Hold the store against the rows: blobs that are missing, corrupt, or named by nobody."""
    with opened_house() as house, progress_bar("Verifying", is_quiet=as_json) as progress:
        found = verify(house.core, sweep=sweep, is_quick=quick, progress=progress)
    if as_json:
        click.echo(json.dumps({**asdict(found), "is_whole": found.is_whole}))
    else:
        _tell_verified(found)
    sys.exit(0 if found.is_whole else 1)


def _tell_verified(found: Verified) -> None:
    for trouble in found.troubles:
        assets = f", asset {', '.join(trouble.assets)}" if trouble.assets else ""
        click.echo(f"{trouble.kind:<8} {trouble.digest}{assets}{' (deleted)' if trouble.is_swept else ''}")
    click.echo(
        f"{_blobs(found.checked, found.bytes)}: {found.count('missing')} missing, "
        f"{found.count('corrupt')} corrupt, {found.count('orphan')} left over."
    )


@click.command("backup")
@click.argument("target", type=click.Path(path_type=Path))
@click.option(
    "--blobs/--no-blobs", default=None, help="Keep blobs too; by default those in a folder, not those in S3."
)
@AS_JSON
def backup_command(target: Path, blobs: bool | None, as_json: bool) -> None:
    """Write rows and blobs to TARGET, a new folder or a new .tar file. The house may stay open."""
    with progress_bar("Backing up", is_quiet=as_json) as progress:
        carried = back_up(read_settings(), target, with_blobs=blobs, progress=progress)
    _tell_carried(carried, f"{target} holds", as_json)


@click.command("restore")
@click.argument("source", type=click.Path(path_type=Path))
@AS_JSON
def restore_command(source: Path, as_json: bool) -> None:
    """Bring the backup SOURCE into an empty HOME and an empty database, and index what it holds."""
    settings = read_settings()
    with progress_bar("Restoring", is_quiet=as_json) as progress:
        carried = restore(settings, source, progress=progress)
    with opened_house(settings) as house, progress_bar("Indexing", is_quiet=as_json) as progress:
        reindex(house.core, house.index, progress)
    _tell_carried(carried, f"{settings.home} holds", as_json)


def _tell_carried(carried: Carried, beginning: str, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(asdict(carried)))
    else:
        for problem in carried.problems:
            click.echo(problem, err=True)
        blobs = _blobs(carried.blobs, carried.bytes) if carried.has_blobs else "no blobs"
        click.echo(f"{beginning} all rows and {blobs}.")
    sys.exit(1 if carried.problems else 0)


def _blobs(count: int, size: int) -> str:
    return f"{count} blob{'' if count == 1 else 's'} ({size / 1e6:.1f} MB)"


@click.command("doctor")
@AS_JSON
def doctor_command(as_json: bool) -> None:
    """Look the house over: what is installed, which fallbacks are in use, and whether every part answers."""
    findings = list(examine(read_settings()))
    if as_json:
        click.echo(json.dumps({"is_well": is_well(findings), "findings": [asdict(one) for one in findings]}))
    else:
        for found in findings:
            level = click.style(f"{found.level:<4}", fg=COLOURS[found.level])
            click.echo(f"{level}  {found.part:<10}  {found.sentence}")
    sys.exit(0 if is_well(findings) else 1)


COMMANDS = (verify_command, backup_command, restore_command, doctor_command)
