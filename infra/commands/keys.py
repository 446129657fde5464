"""Commands about the keys that sign URLs: `vitrine keys list`, `rotate`."""

import json
from collections.abc import Sequence

import click

from dam.accounts.caller import HOUSE
from dam.clock import rfc3339
from delivery.signing.keys import KeyView, list_keys, rotate_keys
from infra.commands.opened import opened_house

AS_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object for machines.")


@click.group("keys")
def keys() -> None:
    """Keys that sign URLs: the newest signs, the former is believed until the next rotation."""


@keys.command("list")
@AS_JSON
def list_command(as_json: bool) -> None:
    """List the keys there are and were, newest first; no secret is shown, because none is kept."""
    with opened_house() as house:
        _tell(list_keys(house.core, HOUSE), as_json)


@keys.command("rotate")
@click.option(
    "--at-once", is_flag=True, help="Believe no former key any more: every URL signed so far is refused."
)
@AS_JSON
def rotate_command(at_once: bool, as_json: bool) -> None:
    """Add a key that signs from now on, and retire the one before the former. Every process follows within 2 s."""
    with opened_house() as house:
        rotate_keys(house.core, HOUSE, at_once=at_once)
        _tell(list_keys(house.core, HOUSE), as_json)


def _tell(views: Sequence[KeyView], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"keys": [_json(view) for view in views]}))
        return
    for view in views:
        click.echo(f"{view.id}  {rfc3339(view.created_at)}  {_state(view)}")


def _json(view: KeyView) -> dict[str, object]:
    return {
        "id": view.id,
        "created_at": rfc3339(view.created_at),
        "retired_at": rfc3339(view.retired_at) if view.retired_at else None,
        "is_signing": view.is_signing,
    }


def _state(view: KeyView) -> str:
    if view.retired_at:
        return f"retired {rfc3339(view.retired_at)}"
    return "signs" if view.is_signing else "is believed"


COMMANDS = (keys,)
