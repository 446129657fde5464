"""Commands on the library as a whole: `vitrine import`, `demo`, `reindex`, `recount`."""

import sys
from pathlib import Path

import click

from dam.accounts.caller import HOUSE
from dam.engagement.recounting.recount import recount as count_again
from dam.search.reindex import reindex as index_again
from infra import recounted
from infra.commands.opened import opened_house
from infra.first_start import add_demo
from infra.import_folder import import_folder
from infra.saying import AS_JSON, progress_bar, say
from infra.take_file import Taken


@click.command("import")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@AS_JSON
def import_(folder: Path, as_json: bool) -> None:
    """Make every file below FOLDER an asset; what is in the library already is left alone."""
    with opened_house() as house, progress_bar("Importing", hidden=as_json) as progress:

        def report(done: int, total: int, _path: Path, _taken: Taken) -> None:
            progress(done, total)

        imported = import_folder(house.core, HOUSE, folder, report, house.ingest)
    for path, problem in imported.refused:
        click.echo(f"{path}: {problem}", err=True)
    values = {
        "added": imported.added,
        "duplicates": imported.duplicates,
        "refused": [{"path": str(path), "problem": problem} for path, problem in imported.refused],
    }
    sentence = (
        f"{imported.added} files were added, {imported.duplicates} were here already, "
        f"{len(imported.refused)} could not be taken."
    )
    say(as_json, values, sentence)
    sys.exit(1 if imported.refused and not imported.added + imported.duplicates else 0)


@click.command("demo")
def demo() -> None:
    """Add the demo library: generated pictures, a film and a document, with simulated engagement."""
    with opened_house() as house:
        add_demo(house)
    click.echo("The demo library is there; a worker makes its renditions.")


@click.command("reindex")
@AS_JSON
def reindex(as_json: bool) -> None:
    """Rebuild the search index while it goes on answering."""
    with opened_house() as house, progress_bar("Indexing", hidden=as_json) as progress:
        count = index_again(house.core, house.index, progress)
    say(as_json, {"assets": count}, f"{count} assets are indexed.")


@click.command("recount")
@click.option("--dry-run", is_flag=True, help="Compare and tell; change nothing.")
@AS_JSON
def recount(dry_run: bool, as_json: bool) -> None:
    """Rebuild the figures from single events, check the seals of older ones, and tell every difference.

    Exit code 0 when every figure is right at the end, mended or not; 1 when something stays wrong: a door that does not
    add up, a seal that is broken, or differences that --dry-run left.
    """
    with opened_house() as house, progress_bar("Counting", hidden=as_json) as progress:
        found = count_again(house.core, HOUSE, mend=not dry_run, progress=progress)
    said = "\n".join(recounted.sentences(found, is_mended=not dry_run))
    say(as_json, recounted.as_json(found), said)
    sys.exit(0 if recounted.is_well(found, is_mended=not dry_run) else 1)


COMMANDS = (import_, demo, reindex, recount)
