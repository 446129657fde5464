"""Verdicts: a reviewer approves, as a whole or one aspect, or sends it back with a reason."""

from sqlalchemy.orm import Session

from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.policy import Action
from dam.assets.models import Asset, Version
from dam.assets.review.history import last_move
from dam.assets.rows_to_views import asset_view
from dam.assets.status import ALLOWED_MOVES, move_row
from dam.assets.views import AssetView
from dam.assets.visibility import find_row, require_with
from dam.assets.workflow.authors import require_other_eyes
from dam.assets.workflow.gate import require_done
from dam.assets.workflow.grounds import Grounds, grounds_of
from dam.assets.workflow.models import VerdictRow
from dam.assets.workflow.refusals import NotReady, NotRight
from dam.assets.workflow.sentences import (
    DECIDED,
    GIVEN,
    NOT_IN_REVIEW,
    OTHER_VERSION,
    REASON_WANTED,
    WHICH,
    WHOLE_ONLY,
)
from dam.assets.workflow.state import ASPECT_WORDS, ASPECTS, missing_aspects, subject_of, verdicts_of
from dam.assets.workflow.words import status_word
from dam.core import Core
from dam.errors import FieldError, Invalid

VERDICTS = ("approve", "reject")

WHOLE = "whole"


def give_verdict(
    core: Core,
    caller: Caller,
    asset_id: str,
    verdict: str,
    *,
    aspect: str = WHOLE,
    reason: str = "",
    seen_version: int | None = None,
    override: str = "",
) -> AssetView:
    """Approve what is in review, or send it back to its author; the last missing approval approves the asset.

    Who approves a draft or a withdrawn asset does so in one step. Of two reviewers at once the second gets `NotReady`,
    which says who was faster; so does one who looked at a version (`seen_version`) that is no longer the current one.
    An admin may `override` required items that are open by a written reason, which the trail keeps.
    """
    _check(verdict, aspect)
    with core.db.write() as session:
        asset = find_row(session, caller, asset_id, to_change=True)
        require_with(caller, Action.APPROVE, asset)
        _require_open(session, asset, verdict)
        _require_same(session, asset, seen_version)
        if verdict == "reject":
            if not reason.strip():
                raise NotRight("reason", REASON_WANTED)
            return move_row(core, session, caller, asset.id, "draft", reason)
        return _approve(core, session, caller, asset, aspect, reason, override)


def _approve(
    core: Core, session: Session, caller: Caller, asset: Asset, aspect: str, reason: str, override: str
) -> AssetView:
    grounds = grounds_of(session, [asset])
    rules = grounds.rules_for(asset)
    if not rules.is_separate:
        if aspect != WHOLE:
            raise NotRight("aspect", WHOLE_ONLY)
        return move_row(core, session, caller, asset.id, "approved", reason, override=override)
    if aspect == WHOLE:
        raise NotRight("aspect", WHICH)
    if rules.four_eyes and caller.kind != "house":
        require_other_eyes(session, caller, asset)
    given = next((each for each in verdicts_of(grounds, asset) if each.aspect == aspect), None)
    if given is not None:
        raise NotReady(GIVEN, by=given.by_name, aspect=ASPECT_WORDS[aspect])
    missing = missing_aspects(grounds, asset)
    if missing == (aspect,):
        require_done(caller, grounds, asset, override)
    _put(core, session, caller, grounds, asset, aspect)
    if missing == (aspect,):
        return move_row(core, session, caller, asset.id, "approved", reason, override=override)
    return asset_view(session, asset.id)


def _put(core: Core, session: Session, caller: Caller, grounds: Grounds, asset: Asset, aspect: str) -> None:
    session.merge(
        VerdictRow(
            asset_id=asset.id,
            aspect=aspect,
            subject=subject_of(grounds, asset, aspect),
            by_kind=caller.kind,
            by_id=caller.id,
            by_name=caller.name[:200],
            at=core.now(),
        )
    )
    session.flush()
    note(session, caller, "review.verdict", "asset", asset.id, {"aspect": aspect})


def _require_open(session: Session, asset: Asset, verdict: str) -> None:
    """A verdict on what is no longer open tells who decided, since it was open when the page was drawn."""
    is_open = asset.status == "in_review" or (
        verdict == "approve" and "approved" in ALLOWED_MOVES[asset.status]
    )
    if is_open:
        return
    last = last_move(session, asset.id)
    if last is None or asset.status == "archived":
        raise NotReady(NOT_IN_REVIEW, status=status_word(asset.status))
    raise NotReady(DECIDED, by=last.by, status=status_word(asset.status))


def _require_same(session: Session, asset: Asset, seen: int | None) -> None:
    current = session.get(Version, asset.current_version_id or "")
    if seen is not None and current is not None and current.number != seen:
        raise NotReady(OTHER_VERSION, number=current.number, seen=seen)


def _check(verdict: str, aspect: str) -> None:
    for name, value, known in (("verdict", verdict, VERDICTS), ("aspect", aspect, (WHOLE, *ASPECTS))):
        if value not in known:
            sentence = f"{name} is one of {', '.join(known)}, and {value[:40]!r} came."
            raise Invalid(sentence, [FieldError(name, sentence)])
