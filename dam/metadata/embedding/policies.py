"""How much of what the house knows is written into the files of a channel, and into originals that people take home."""

from dataclasses import dataclass
from typing import Literal, get_args

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require
from dam.changes import EmbeddingChanged
from dam.core import Core
from dam.errors import FieldError, Invalid
from dam.metadata.embedding.models import EmbeddingPolicy

Words = Literal["none", "rights", "all"]

ORIGINALS = "originals"
"""The place of originals that are taken home with the words of today."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What leaves with a file: nothing further, who owns it and what may be done, or its texts as well.

    `has_position` lets out where a picture was taken (GPS), where the file says so.
    """

    words: Words = "none"
    has_position: bool = False


AS_IT_STANDS = Policy()
USUAL_FOR_ORIGINALS = Policy("all")


def policy_of(session: Session, place: str) -> Policy:
    """Return the policy of a channel or of `ORIGINALS`."""
    row = session.get(EmbeddingPolicy, place)
    if row is None:
        return USUAL_FOR_ORIGINALS if place == ORIGINALS else AS_IT_STANDS
    return _policy(row)


def list_policies(session: Session) -> dict[str, Policy]:
    """Return the policies that differ from what is usual, by place; that of originals is always there."""
    rows = session.scalars(sa.select(EmbeddingPolicy).order_by(EmbeddingPolicy.place))
    return {ORIGINALS: USUAL_FOR_ORIGINALS, **{row.place: _policy(row) for row in rows}}


def save_policy(core: Core, caller: Caller, place: str, words: str, *, has_position: bool = False) -> Policy:
    """Set the policy of a channel or of originals; files that are made already follow by a job."""
    require(caller, Action.EDIT_FIELDS)
    if words not in get_args(Words):
        sentence = f"What is written is one of {', '.join(get_args(Words))}, and {words[:40]!r} came."
        raise Invalid(sentence, [FieldError("words", sentence)])
    with core.db.write() as session:
        row = session.get(EmbeddingPolicy, place)
        if row is None:
            row = EmbeddingPolicy(place=place)
            session.add(row)
        row.words, row.has_position = words, has_position
        details = {"words": words, "has_position": has_position}
        note(session, caller, "embedding.saved", "channel", place, details)
        if place != ORIGINALS:
            core.announce(session, EmbeddingChanged(place))
        return _policy(row)


def _policy(row: EmbeddingPolicy) -> Policy:
    words: Words = "all" if row.words == "all" else "rights" if row.words == "rights" else "none"
    return Policy(words, row.has_position)
