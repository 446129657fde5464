"""How many assets hold something: asked before a field is taken away."""

import sqlalchemy as sa

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require
from dam.assets.models import Asset
from dam.core import Core


def count_values(core: Core, caller: Caller, key: str) -> int:
    """Return how many assets hold a value in a field, those in the trash included; every asset is looked at."""
    require(caller, Action.EDIT_FIELDS)
    query = sa.select(sa.func.count()).select_from(Asset).where(Asset.fields[key].as_string().is_not(None))
    with core.db.read() as session:
        return session.scalar(query) or 0
