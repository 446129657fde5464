"""Mail of the house: notices gathered into letters, and a job that hands in what is due."""

from functools import partial

from admin_ui.language import CATALOGUES
from dam.jobs.turns import in_turn
from dam.notices.digest import gather_letters
from dam.notices.forgetting import forget_told
from dam.notices.outbox import is_any_due, send_due
from delivery.house import House
from delivery.outgoing.mail.letters import composer
from delivery.outgoing.mail.server import read_mail_server, send_letter
from infra.periodic import Chore

LOOK_SECONDS = 10.0
"""How long a letter that is due may wait."""

HOUR = 3600.0

JOB = "send_letters"


def mail_chores(house: House) -> list[Chore]:
    """Return what is done again and again; without a mail server notices stay in the house."""
    forget = in_turn(house.core.db, "forget notices", 24 * HOUR, lambda: forget_told(house.core))
    chores = [Chore("forget old notices", HOUR, forget)]
    if house.settings.smtp_url:
        gather = in_turn(house.core.db, "gather letters", LOOK_SECONDS, lambda: _gather(house))
        chores.append(Chore("gather letters", LOOK_SECONDS, gather))
    return chores


def _gather(house: House) -> None:
    """Write letters, and ask for the job that sends: a slow mail server must not hold up the other chores."""
    gather_letters(house.core, CATALOGUES, composer(house.settings.base_url))
    if is_any_due(house.core):
        with house.core.db.write() as session:
            house.core.jobs.enqueue(session, JOB, {}, queue="outgoing", key=JOB)


def send_letters(house: House) -> None:
    """Hand in every letter that is due."""
    settings = house.settings
    server = read_mail_server(settings.smtp_url, settings.mail_from, settings.base_url)
    if server is not None:
        send_due(house.core, partial(send_letter, server))
