"""What the very first start needs: somebody who can sign in, and something to look at."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from dam.accounts.caller import HOUSE, Role
from dam.accounts.people import add_person, count_people
from delivery.house import House
from infra.demo.library import add_demo_library
from infra.saying import progress_bar
from infra.settings import Settings

EMAIL = "admin@example.org"


@dataclass(frozen=True, slots=True)
class SignIn:
    """What is printed at the start: an address, and the password or where it stands."""

    email: str
    hint: str


def prepare_first_start(house: House, settings: Settings, *, with_demo: bool) -> SignIn:
    """In an empty house add an administrator and, if wanted, the demo library."""
    with house.core.db.read() as session:
        is_first = count_people(session) == 0
    note = settings.home / "first-sign-in.txt"
    if is_first:
        password = _add_administrator(house, note, settings.locale)
        if with_demo:
            add_demo(house)
        return SignIn(EMAIL, password)
    return SignIn(EMAIL, f"(its first password is in {_short(note)})")


def add_demo(house: House) -> None:
    """Fill the house with generated material and simulated engagement, both labelled as demo."""
    with progress_bar("Drawing the demo library") as progress:
        add_demo_library(house, progress)


def _add_administrator(house: House, note: Path, locale: str) -> str:
    """Add the first person and keep the password beside the data, readable by the owner only."""
    password = "-".join(secrets.token_hex(2) for _ in range(4))
    note.touch(mode=0o600)
    note.write_text(f"{EMAIL}\n{password}\n")
    add_person(
        house.core, HOUSE, email=EMAIL, name="Admin", role=Role.ADMIN, password=password, locale=locale
    )
    return password


def _short(path: Path) -> str:
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
