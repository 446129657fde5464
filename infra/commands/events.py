"""Commands on single events: `vitrine events export`."""

import sys
from datetime import datetime
from pathlib import Path

import click

from dam.accounts.caller import HOUSE
from dam.engagement.export import Deliver, export_events, into_folder
from dam.storage.open import read_bucket
from dam.storage.s3_client import open_client, refusing_s3_trouble
from dam.storage.s3_upload import send_file
from infra.commands.opened import opened_house
from infra.saying import AS_JSON, progress_bar, say

DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group("events")
def events() -> None:
    """Single events, as long as they are kept."""


@events.command("export")
@click.option(
    "--parquet",
    "target",
    required=True,
    metavar="TARGET",
    help="A folder, or s3://bucket/prefix?endpoint_url=…",
)
@click.option(
    "--from", "first", type=DAY, help="First local day, such as 2026-03-01; by default the oldest there is."
)
@click.option("--to", "last", type=DAY, help="Last local day; by default today.")
@AS_JSON
def export(target: str, first: datetime | None, last: datetime | None, as_json: bool) -> None:
    """Write single events as Parquet, one file a day; a day that was written before is replaced."""
    with opened_house() as house, progress_bar("Exporting", hidden=as_json) as progress:
        exported = export_events(
            house.core,
            HOUSE,
            _into(target),
            first.date() if first else None,
            last.date() if last else None,
            progress,
        )
    total, size = sum(day.events for day in exported), sum(day.bytes for day in exported)
    days = [
        {"day": day.day.isoformat(), "file": day.name, "events": day.events, "bytes": day.bytes}
        for day in exported
    ]
    sentence = f"{total} events of {len(days)} days were written ({size / 1e6:.1f} MB)."
    say(as_json, {"events": total, "bytes": size, "days": days}, sentence)
    sys.exit(0)


def _into(target: str) -> Deliver:
    return into_bucket(target) if target.startswith("s3://") else into_folder(Path(target))


def into_bucket(target: str) -> Deliver:
    """Return what puts files under a prefix of a bucket, where an object is seen whole or not at all."""
    bucket = read_bucket(target)
    client = open_client(bucket)
    prefix = f"{bucket.prefix}/" if bucket.prefix else ""

    def deliver(path: Path, name: str) -> None:
        with refusing_s3_trouble(bucket.name):
            send_file(client, bucket.name, f"{prefix}{name}", path, is_renewal=True)

    return deliver


COMMANDS = (events,)
