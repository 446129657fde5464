"""The live keys as one process knows them: checking a signature asks no database."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session
from starlette.types import Scope

from dam.away import as_unavailable
from dam.db import Database
from delivery.signing.keys import live_secrets
from delivery.signing.signature import Checked, check_signature
from delivery.signing.spelling import spell_path


class KeyRing:
    """Secrets by key id, read anew by whoever follows the feed of changes."""

    def __init__(self, secret_key: str) -> None:
        self._secret_key = secret_key
        self._secrets: Mapping[str, bytes] = {}

    def read(self, session: Session) -> None:
        """Take over the keys that are believed now."""
        self._secrets = live_secrets(session, self._secret_key)

    def load(self, database: Database) -> None:
        """Ask the database (blocks), where the feed has not been heard; `Unavailable` when it does not answer."""
        try:
            with database.read() as session:
                self.read(session)
        except sa.exc.SQLAlchemyError as error:
            raise as_unavailable(error) from error

    def check(self, scope: Scope, now: datetime) -> Checked:
        """Check the signature of a request's address, as it came over the wire."""
        path = scope.get("raw_path") or spell_path(scope["path"]).encode()
        return check_signature(self._secrets, path, scope["query_string"], now)
