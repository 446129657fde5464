"""Turns in a log: whoever moves its position from where they read it may write what they read, and nobody else."""

from datetime import datetime

from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from dam.engagement.models import LogPosition


def take_turn(session: Session, file_id: str, start: int, end: int, now: datetime) -> bool:
    """Move the position in a log from `start` to `end`; False when it stands elsewhere: somebody was faster."""
    if session.get_bind().dialect.name == "postgresql":
        begin = postgresql.insert(LogPosition).values(file_id=file_id, offset=0, folded_at=now)
        session.execute(begin.on_conflict_do_nothing())
    position = session.get(LogPosition, file_id, with_for_update=True)
    if position is None:
        position = LogPosition(file_id=file_id, offset=0, folded_at=now)
        session.add(position)
    if position.offset != start:
        return False
    position.offset, position.folded_at = end, now
    session.flush()
    return True
