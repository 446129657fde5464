"""Whether one asset can stand where another stands: a file for every file."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.assets.serving import Servable
from dam.engagement.comparing.models import Comparison
from renditions.catalogue.ledger import find_rendition
from renditions.catalogue.models import Channel, Preset, Rendition


def lacking_file(session: Session, row: Comparison, control: Servable, preset: str, arm: Servable) -> str:
    """Say in one sentence what an arm lacks beside the control of a comparison; nothing where it has a file for every file.

    `preset` is the arm's own, empty for the compared one.
    """
    channel = session.get(Channel, row.channel)
    if channel is None or not channel.is_enabled or channel.is_private or row.channel == "admin":
        return f"{row.channel} is no channel that is open to everybody."
    for name in (row.preset, preset):
        if name and session.get(Preset, (row.channel, name)) is None:
            return f"there is no preset {row.channel}/{name}."
    where = [
        Rendition.version_id == control.current_version_id,
        Rendition.channel == row.channel,
        Rendition.sha256.is_not(None),
    ]
    if row.preset:
        where.append(Rendition.preset == row.preset)
    wanted = list(
        session.scalars(
            sa.select(Rendition).where(*where).order_by(Rendition.preset, Rendition.variant, Rendition.format)
        )
    )
    if not wanted:
        return f"nothing stands ready for {row.channel}/{row.preset or '…'} yet."
    for each in wanted:
        name = preset or each.preset
        found = find_rendition(
            session, arm.current_version_id or "", row.channel, name, each.variant, each.format
        )
        if found is None or found.sha256 is None:
            sized = f"{name}@{each.variant}" if each.variant else name
            return f"{row.channel}/{sized} is not there as {each.format}."
    return ""
