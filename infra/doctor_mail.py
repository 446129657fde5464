"""Whether letters go out: a server that answers, and none given up."""

from collections.abc import Iterator

import sqlalchemy as sa

from dam.db import Database
from dam.notices.models import Mail
from dam.notices.outbox import Undeliverable
from delivery.outgoing.mail.server import greet, read_mail_server
from infra.backup_rows import is_empty
from infra.doctor_sayings import Saying
from infra.settings import Settings


def check_mail(settings: Settings) -> Iterator[Saying]:
    """One line for the server, one for letters that nobody will get."""
    server = read_mail_server(settings.smtp_url, settings.mail_from, settings.base_url)
    if server is None:
        yield "ok", "No mail server is set (VITRINE_SMTP_URL): people are told in the house only."
        return
    try:
        greet(server)
    except Undeliverable as refusal:
        yield "bad", str(refusal)
    else:
        yield "ok", f"Letters from {server.sender} are handed in at {server.host}."
    if failed := _count_failed(settings.database_url):
        yield "warn", f"{failed} letters of the last 30 days were given up; the mail server refused them."


def _count_failed(database_url: str) -> int:
    if is_empty(database_url):
        return 0
    database = Database(database_url)
    try:
        if not sa.inspect(database.engine).has_table(Mail.__tablename__):
            return 0
        with database.read() as session:
            query = sa.select(sa.func.count()).select_from(Mail).where(Mail.state == "failed")
            return session.scalar(query) or 0
    finally:
        database.dispose()
