"""Whether those who may do everything prove who they are, and whether the identity provider answers."""

from collections.abc import Iterator

import sqlalchemy as sa

from dam.accounts.access.second_factor import enrolled_people
from dam.accounts.caller import Role
from dam.accounts.models import Person
from dam.db import Database
from delivery.provider.open import open_provider
from delivery.provider.trouble import ProviderTrouble
from infra.backup_rows import is_empty
from infra.doctor_sayings import Saying
from infra.settings import Settings


def check_sign_in(settings: Settings) -> Iterator[Saying]:
    """Whom the house asks for one-time codes, and which admins go without."""
    if settings.two_factors != "nobody":
        whom = "everybody" if settings.two_factors == "all" else "admins"
        yield "ok", f"The house asks {whom} for a one-time code at sign-in."
    elif count := _admins_by_password_alone(settings):
        who = "1 admin signs" if count == 1 else f"{count} admins sign"
        yield "warn", f"{who} in with a password alone; VITRINE_TWO_FACTORS=admins asks them for a code."
    else:
        yield "ok", "Every admin has a second factor, though nobody has to."
    if settings.provider is not None:
        try:
            open_provider(settings.provider, settings.outgoing_allow).check()
        except ProviderTrouble as trouble:
            yield "bad", str(trouble)
        else:
            yield "ok", f"People may sign in by {settings.provider.title}, which answers."


def _admins_by_password_alone(settings: Settings) -> int:
    if is_empty(settings.database_url):
        return 0
    database = Database(settings.database_url)
    try:
        with database.read() as session:
            admins = sa.select(Person.id).where(
                Person.role == Role.ADMIN, Person.is_active, Person.may_use_password
            )
            return len(set(session.scalars(admins)) - enrolled_people(session))
    finally:
        database.dispose()
