"""The command line: `vitrine …`. Exit codes: 0 done, 1 refused or failed with one clear sentence, 2 misuse."""

import sys

import click
import sqlalchemy as sa

from dam.db import is_away
from dam.errors import Invalid, VitrineError
from infra.commands import audit, events, keep, keys, library, logs, people, renditions, run


class CommandLine(click.Group):
    """Turns what the core, the machine or the database refuses into one sentence and exit code 1."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except VitrineError as error:
            click.echo(f"vitrine: {error}", err=True)
            if isinstance(error, Invalid):
                for wrong in error.errors:
                    click.echo(f"  {wrong.path}: {wrong.message}", err=True)
        except OSError as error:  # a folder that cannot be written, a disk that is full
            place = f" ({error.filename})" if error.filename else ""
            click.echo(f"vitrine: This machine refuses: {error.strerror or error}{place}.", err=True)
        except sa.exc.DatabaseError as error:
            if not is_away(error):
                raise
            click.echo(f"vitrine: The database does not answer: {error.orig}", err=True)
        sys.exit(1)


@click.group(cls=CommandLine, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="vitrine")
def main() -> None:
    """Vitrine: a digital asset and content hub."""


for command in (
    *run.COMMANDS,
    *people.COMMANDS,
    *library.COMMANDS,
    *renditions.COMMANDS,
    *logs.COMMANDS,
    *events.COMMANDS,
    *audit.COMMANDS,
    *keep.COMMANDS,
    *keys.COMMANDS,
):
    main.add_command(command)

if __name__ == "__main__":
    main()
