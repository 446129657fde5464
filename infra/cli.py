"""The command line: `vitrine …`. Exit codes: 0 done, 1 refused or failed with one clear sentence, 2 misuse."""

import sys
from importlib import import_module

import click
import sqlalchemy as sa

from dam.away import is_away
from dam.errors import Invalid, VitrineError

PLACES = {
    "run": ("start", "serve", "worker", "migrate"),
    "people": ("person", "token"),
    "library": ("import", "demo", "reindex", "recount"),
    "renditions": ("renditions",),
    "logs": ("logs",),
    "events": ("events",),
    "audit": ("audit",),
    "keep": ("verify", "backup", "restore", "doctor"),
    "keys": ("keys",),
}
"""Modules of `infra.commands`, and the commands that stand in each."""


class CommandLine(click.Group):
    """Turns what the core, the machine or the database refuses into one sentence and exit code 1.

    The module of a command is loaded when the command is asked for: to load the pages, the API and the encoders takes
    longer than most commands do.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx  # click gives it
        return sorted(name for names in PLACES.values() for name in names)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        for module, names in PLACES.items():
            if cmd_name in names:
                commands: tuple[click.Command, ...] = import_module(f"infra.commands.{module}").COMMANDS
                return next(command for command in commands if command.name == cmd_name)
        return None

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


if __name__ == "__main__":
    main()
