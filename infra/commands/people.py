"""Commands about who may come in: `vitrine person add`, `vitrine token create`."""

import secrets

import click

from dam.accounts.caller import HOUSE, Role
from dam.accounts.people import add_person
from dam.accounts.tokens import create_token
from infra.commands.opened import opened_house

MADE = "-"
"""Given in place of a password, asks for one to be made."""

ROLES = click.Choice([role.value for role in Role])


@click.group("person")
def person() -> None:
    """People who sign in."""


@person.command("add")
@click.option("--email", required=True)
@click.option(
    "--name", default="", help="Shown beside what the person does; the e-mail's first part when absent."
)
@click.option("--role", type=ROLES, default=Role.VIEWER.value, show_default=True)
@click.option("--locale", type=click.Choice(["fr", "en"]), default="fr", show_default=True)
@click.option(
    "--password", default=None, help="Read from the keyboard when absent; `-` makes one and prints it."
)
def add(email: str, name: str, role: str, locale: str, password: str | None) -> None:
    """Add a person."""
    is_made = password == MADE
    if password is None:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    elif is_made:
        password = secrets.token_urlsafe(12)
    with opened_house() as house:
        added = add_person(
            house.core,
            HOUSE,
            email=email,
            name=name or email.split("@")[0],
            role=Role(role),
            password=password,
            locale=locale,
        )
    click.echo(f"{added.email} can sign in as {added.role}." + (f" Password: {password}" if is_made else ""))


@click.group("token")
def token() -> None:
    """Keys for machines."""


@token.command("create")
@click.option("--role", type=ROLES, required=True)
@click.option("--name", required=True, help="What the machine is, so that people know what they revoke.")
def create(role: str, name: str) -> None:
    """Create a token and print it alone; it is shown this once."""
    with opened_house() as house:
        _token, secret = create_token(house.core, HOUSE, name=name, role=Role(role))
    click.echo(secret)


COMMANDS = (person, token)
