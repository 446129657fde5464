"""What stands between an asset and its approval, asked in the transaction of the move whatever door it came by."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.policy import Action
from dam.assets.models import Asset, Version
from dam.assets.visibility import require_with
from dam.assets.workflow.authors import require_other_eyes
from dam.assets.workflow.checklist import FIELDS
from dam.assets.workflow.grounds import Grounds, grounds_of
from dam.assets.workflow.refusals import NotReady, Words
from dam.assets.workflow.rules import workflow_of
from dam.assets.workflow.sentences import MISSING_VERDICT, OPEN_ITEMS
from dam.assets.workflow.state import ASPECT_WORDS, checklist_of, missing_aspects, open_fields

OVERRIDDEN = "approval.overridden"
"""What the trail calls an approval of what is not finished."""


def require_ready(session: Session, caller: Caller, asset: Asset, override: str = "") -> None:
    """Raise `OwnWork` or `NotReady`, saying what is still open, unless the asset may be approved by the caller now.

    An `override` is an admin's written reason to approve although required items are open: both stand in the trail. A
    second pair of eyes or a missing verdict it does not replace. The house itself (the command line, the demo library)
    approves what it was told to.
    """
    if caller.kind == "house":
        return
    grounds = grounds_of(session, [asset])
    if grounds.rules_for(asset).four_eyes:
        require_other_eyes(session, caller, asset)
    left_open = require_done(caller, grounds, asset, override)
    missing = missing_aspects(grounds, asset)
    if missing:
        raise NotReady(MISSING_VERDICT, missing=tuple(ASPECT_WORDS[aspect] for aspect in missing))
    if left_open:
        items = [_in_words(each, caller.locale) for each in left_open]
        note(session, caller, OVERRIDDEN, "asset", asset.id, {"items": items, "reason": override.strip()})


def require_done(caller: Caller, grounds: Grounds, asset: Asset, override: str = "") -> tuple[Words, ...]:
    """Raise `NotReady` naming the required items that are open; return them where the caller may override them and does."""
    in_the_way = [state.item for state in checklist_of(grounds, asset) if state.is_in_the_way]
    words: list[Words] = []
    for item in in_the_way:
        is_fields = item.key == FIELDS
        words += [field.label for field in open_fields(grounds, asset)] if is_fields else [item.words]
    if words and not override.strip():
        raise NotReady(OPEN_ITEMS, items=tuple(words))
    if words:
        require_with(caller, Action.APPROVE_UNFINISHED, asset)
    return tuple(words)


def _in_words(words: Words, locale: str) -> str:
    if isinstance(words, Mapping):
        return words.get(locale) or next(iter(words.values()), "")
    return str(words)


def waits_for_others(session: Session, caller: Caller, asset: Asset) -> bool:
    """Tell whether a new file of an approved asset is proposed only, even by somebody who approves.

    Where four eyes or a verdict on the picture are asked for, nobody puts a file into the light alone.
    """
    if caller.kind == "house" or asset.status != "approved":
        return False
    rules = workflow_of(session, asset)
    return rules.four_eyes or rules.is_separate


def require_version_ready(session: Session, caller: Caller, asset: Asset, version: Version) -> None:
    """Raise `OwnWork` where four eyes are asked for and the caller made the proposed version."""
    if caller.kind != "house" and workflow_of(session, asset).four_eyes:
        require_other_eyes(session, caller, asset, version)
