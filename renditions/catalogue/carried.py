"""How far an edit of a preset has been carried through: told for people from the rows themselves."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require_somewhere
from dam.assets.models import Version
from dam.core import Core
from dam.errors import NotFound
from renditions.catalogue.differences import SHOWN, Scope
from renditions.catalogue.models import Preset, Rendition


@dataclass(frozen=True, slots=True)
class Carried:
    """Files of one preset over all assets; those that are impossible do not count.

    `is_planned` once every asset has been looked at since the last save; until then `total` may still grow.
    `ready` are as the preset wants them now, `waiting` are still to be made (an older file is served meanwhile where
    there is one), `failed` say why on their assets.
    """

    is_planned: bool
    total: int
    ready: int
    waiting: int
    failed: int

    @property
    def is_done(self) -> bool:
        """Tell whether nothing is on its way any more."""
        return self.is_planned and not self.waiting


def progress_of_preset(core: Core, caller: Caller, channel: str, name: str) -> Carried:
    """Return how far the files of a preset are; `NotFound` when there is none of this name."""
    require_somewhere(caller, Action.SEE_APPROVED)
    is_ready = sa.and_(Rendition.state == "ready", Rendition.recipe == Rendition.wanted_recipe)
    is_failed = sa.or_(
        Rendition.state == "failed", sa.and_(Rendition.sha256.is_not(None), Rendition.error.is_not(None))
    )
    query = (
        sa.select(
            sa.case((is_ready, "ready"), (is_failed, "failed"), else_="waiting").label("how"),
            sa.func.count().label("files"),
        )
        .join(Version, Version.id == Rendition.version_id)
        .where(
            Rendition.channel == channel,
            Rendition.preset == name,
            Rendition.state != "unavailable",
            Version.state.in_(SHOWN),
        )
        .group_by("how")
    )
    with core.db.read() as session:
        row = session.get(Preset, (channel, name))
        if row is None:
            raise NotFound(f"There is no preset {name} in the channel {channel}.")
        counts: dict[str, int] = {row.how: row.files for row in session.execute(query)}
    ready, waiting, failed = (counts.get(state, 0) for state in ("ready", "waiting", "failed"))
    return Carried(row.planned_revision >= row.revision, sum(counts.values()), ready, waiting, failed)


def revisions_now(session: Session, scope: Scope) -> dict[tuple[str, str], int]:
    """Return the present revision of each preset in the scope."""
    rows = session.scalars(sa.select(Preset))
    return {
        (row.channel, row.name): row.revision
        for row in rows
        if scope.channel in ("", row.channel) and scope.preset in ("", row.name)
    }


def note_planned(session: Session, revisions: dict[tuple[str, str], int]) -> None:
    """Note that every asset has been brought in step with these revisions."""
    for (channel, name), revision in revisions.items():
        session.execute(
            sa.update(Preset)
            .where(Preset.channel == channel, Preset.name == name, Preset.planned_revision < revision)
            .values(planned_revision=revision)
        )
