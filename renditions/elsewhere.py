"""What other processes make of the same version at the same time: each file is claimed by one of them."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.core import Core
from dam.jobs.claims import Claims
from renditions.catalogue.ledger import find_rendition
from renditions.catalogue.models import Rendition
from renditions.catalogue.needs import Key
from renditions.catalogue.plan import Planned


def claim_name(rendition_id: str, digest: str) -> str:
    """Return what a file is claimed by: a row wants another file as soon as its recipe changes."""
    return f"rendition:{rendition_id}:{digest}"


def claimed(claims: Claims, still: Sequence[Planned]) -> tuple[list[Planned], dict[str, str]]:
    """Claim what is still to be made; return what is ours, and what others make: ledger id → digest of its recipe."""
    names = {claim_name(each.row.id, each.row.wanted_recipe): each for each in still}
    ours = claims.take(names)
    others = [each for name, each in names.items() if name not in ours]
    return [each for name, each in names.items() if name in ours], {
        each.row.id: each.row.wanted_recipe for each in others
    }


def named(session: Session, version_id: str, key: Key, still: Sequence[Planned]) -> list[Planned]:
    """Return the one file that a URL names, if nobody has tried to make it yet."""
    row = find_rendition(session, version_id, *key)
    return [each for each in still if row is not None and each.row.id == row.id and row.state == "pending"]


def are_settled(core: Core, elsewhere: Mapping[str, str]) -> bool:
    """Tell whether each of these files has been made or given up by now, or is wanted otherwise."""
    if not elsewhere:
        return True
    with core.db.read() as session:
        rows = session.scalars(sa.select(Rendition).where(Rendition.id.in_(elsewhere))).all()
    return not any(
        row.wanted_recipe == elsewhere[row.id] and row.recipe != row.wanted_recipe and row.error is None
        for row in rows
    )


def count_files(core: Core, version_id: str) -> tuple[int, int]:
    """Return how many files of a version are as they are wanted, and how many there can be."""
    is_done = sa.and_(Rendition.state == "ready", Rendition.recipe == Rendition.wanted_recipe)
    query = sa.select(sa.func.count().filter(is_done), sa.func.count()).where(
        Rendition.version_id == version_id, Rendition.state != "unavailable"
    )
    with core.db.read() as session:
        done, total = session.execute(query).one()
    return done, total
