"""Commands on the logs of other servers: `vitrine logs import`, `vitrine logs formats`."""

import json
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import click

from dam.accounts.caller import HOUSE
from dam.engagement.foreign.formats import AUTO, FORMATS, check_format
from dam.engagement.foreign.importing import Imported, Wish, import_log
from dam.engagement.foreign.judge import Judge
from dam.engagement.foreign.reading import DiskLog, LogFile
from dam.errors import Invalid
from delivery.house import House
from infra.commands.opened import opened_house
from infra.saying import AS_JSON, Progress, progress_bar, say
from infra.watched_logs import judge_of
from infra.workers import keys_of

NOT_SET = (
    "VITRINE_LOGS is empty, so that this house counts what reaches it through its edges by itself. "
    "If these are their logs, set it to by-hand (and VITRINE_EDGE_SECRET), or such fetches count twice."
)


@click.group("logs")
def logs() -> None:
    """Logs of other servers: of a cache in front, of a CDN, of a bucket."""


@logs.command("formats")
@AS_JSON
def formats(as_json: bool) -> None:
    """List the formats that are read."""
    if as_json:
        click.echo(json.dumps({each.name: each.meaning for each in FORMATS.values()}))
        return
    for each in FORMATS.values():
        click.echo(f"{each.name:<12}{each.meaning}")


@logs.command("import")
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, allow_dash=True, exists=True, dir_okay=False),
)
@click.option(
    "--format", "format_", default=AUTO, show_default=True, help="As `vitrine logs formats` lists them."
)
@click.option("--edge", default="", help="What you call the server that wrote them.")
@click.option(
    "--since", type=click.DateTime(), default=None, help="Leave out requests before this moment (UTC)."
)
@click.option("--dry-run", is_flag=True, help="Read and tell; change nothing.")
@AS_JSON
def import_(
    files: Sequence[Path], format_: str, edge: str, since: datetime | None, dry_run: bool, as_json: bool
) -> None:
    """Count the fetches in FILES (`-` reads standard input), each line once; `.gz` as it is, and again without harm."""
    check_format(format_)
    sources = [_StandardInput() if str(path) == "-" else DiskLog(path.absolute()) for path in files]
    wish = Wish(format_, edge[:100], dry_run)
    with opened_house() as house:
        keys_of(house).refresh(house.core.now())
        if not house.settings.log_places and not as_json:
            click.echo(NOT_SET, err=True)
        judge = judge_of(house, since=int(since.replace(tzinfo=UTC).timestamp() * 1000) if since else 0)
        with progress_bar("Reading", hidden=as_json) as progress:
            done, refused = _import_each(house, sources, judge, wish, progress)
    for name, problem in refused:
        click.echo(f"{name}: {problem}", err=True)
    say(as_json, _as_json(done, refused, dry_run), _as_sentence(done, dry_run))
    sys.exit(1 if refused else 0)


class _StandardInput:
    name, stored, size, is_whole = "-", "", 0, False

    def open(self) -> AbstractContextManager[BinaryIO]:
        return nullcontext(sys.stdin.buffer)


def _import_each(
    house: House, files: Sequence[LogFile], judge: Judge, wish: Wish, progress: Progress
) -> tuple[list[Imported], list[tuple[str, str]]]:
    """Import the files in their order; one that cannot be read does not keep the others out."""
    done: list[Imported] = []
    refused: list[tuple[str, str]] = []
    total, before = sum(file.size for file in files), 0
    for file in files:
        try:
            done.append(import_log(house.core, HOUSE, file, judge, wish, _after(progress, before, total)))
        except (Invalid, OSError) as error:
            refused.append((file.name, str(error)))
        before += file.size
    return done, refused


def _after(progress: Progress, before: int, total: int) -> Callable[[int, int], None]:
    return lambda read, _size: progress(before + read, total)


def _as_json(done: Sequence[Imported], refused: Sequence[tuple[str, str]], is_dry: bool) -> dict[str, object]:
    return {
        "files": [
            {
                "name": each.name,
                "format": each.format,
                "lines": each.lines,
                "accepted": each.accepted,
                "dropped": dict(each.drops),
                "known": each.is_known,
            }
            for each in done
        ],
        "refused": [{"name": name, "problem": problem} for name, problem in refused],
        "dry_run": is_dry,
    }


def _as_sentence(done: Sequence[Imported], is_dry: bool) -> str:
    drops = sum((each.drops for each in done), Counter[str]())
    accepted, lines = sum(each.accepted for each in done), sum(each.lines for each in done)
    told = f"{lines} new lines: {accepted} fetches {'would be' if is_dry else 'were'} counted"
    if drops:
        told += ", " + ", ".join(f"{count} {reason}" for reason, count in drops.most_common())
    torn = [each.name for each in done if each.is_torn]
    return f"{told}." + (f" The last line of {', '.join(torn)} waits for its end." if torn else "")


COMMANDS = (logs,)
