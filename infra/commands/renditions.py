"""Commands on renditions: `vitrine renditions rebuild`, `explain`."""

import json
import sys
from dataclasses import asdict

import click

from dam.accounts.caller import HOUSE
from dam.assets.read import get_asset
from dam.core import Core
from dam.errors import NotFound
from infra.commands.opened import opened_house
from infra.explained import as_json as explained_json
from infra.explained import details, overview
from infra.rebuild_here import rebuild_here
from infra.saying import AS_JSON, progress_bar, say
from renditions.catalogue.channels import get_channel
from renditions.catalogue.differences import Scope
from renditions.catalogue.explain import choose, explain_renditions


@click.group("renditions")
def renditions() -> None:
    """Files that the channels get: made anew, and explained."""


@renditions.command("rebuild")
@click.option("--asset", default="", help="Only this asset.")
@click.option("--channel", default="", help="Only this channel.")
@click.option("--preset", default="", help="Only this preset of the channel.")
@click.option("--failed", is_flag=True, help="Try again what failed, too.")
@click.option("--force", is_flag=True, help="Make everything anew, not only what differs.")
@AS_JSON
def rebuild(asset: str, channel: str, preset: str, failed: bool, force: bool, as_json: bool) -> None:
    """Make here and now whatever differs from what the channels want. Cut short, a repeat does the rest."""
    if preset and not channel:
        raise click.UsageError("--preset needs --channel: presets of two channels may have the same name.")
    with opened_house() as house:
        scope = Scope(channel, preset, asset)
        _must_exist(house.core, scope)
        with progress_bar("Rendering", hidden=as_json) as progress:
            done = rebuild_here(house, scope, with_failed=failed, is_forced=force, progress=progress)
    sentence = (
        f"{done.looked_at} originals were looked at; {done.made} files of {done.assets} assets were made anew, "
        f"{done.failed} failed."
    )
    say(as_json, asdict(done), sentence)
    sys.exit(1 if done.failed else 0)


@renditions.command("explain")
@click.argument("asset")
@click.argument("file", default="")
@AS_JSON
def explain(asset: str, file: str, as_json: bool) -> None:
    """Tell how the files of ASSET were made, or why not; FILE is channel[/preset[@variant]][.format]."""
    with opened_house() as house:
        view = get_asset(house.core, HOUSE, asset)
        found = choose(explain_renditions(house.core, HOUSE, asset), file)
        base_url = house.settings.base_url
    if not found:
        raise NotFound(f"There is no rendition {file} of the asset {asset}.")
    if as_json:
        click.echo(json.dumps([explained_json(each, view, base_url) for each in found], ensure_ascii=False))
    elif file:
        click.echo("\n\n".join("\n".join(details(each, view, base_url)) for each in found))
    else:
        click.echo("\n".join(overview(found)))


def _must_exist(core: Core, scope: Scope) -> None:
    """A name that is mistyped must not look like a library in which nothing differs."""
    if scope.asset_id:
        get_asset(core, HOUSE, scope.asset_id)
    if not scope.channel:
        return
    with core.db.read() as session:
        channel = get_channel(session, scope.channel)
    if scope.preset and scope.preset not in [preset.name for preset in channel.presets]:
        raise NotFound(f"There is no preset {scope.preset} in the channel {scope.channel}.")


COMMANDS = (renditions,)
