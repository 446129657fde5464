"""What stands between an asset and its approval, asked in the transaction of the move whatever door it came by."""

from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.assets.models import Asset, Version
from dam.assets.workflow.authors import require_other_eyes
from dam.assets.workflow.checklist import FIELDS
from dam.assets.workflow.grounds import Grounds, grounds_of
from dam.assets.workflow.refusals import NotReady, Words
from dam.assets.workflow.rules import workflow_of
from dam.assets.workflow.sentences import MISSING_VERDICT, OPEN_ITEMS
from dam.assets.workflow.state import ASPECT_WORDS, checklist_of, missing_aspects, open_fields


def require_ready(session: Session, caller: Caller, asset: Asset) -> None:
    """Raise `OwnWork` or `NotReady`, saying what is still open, unless the asset may be approved by the caller now.

    The house itself (the command line, the demo library) approves what it was told to.
    """
    if caller.kind == "house":
        return
    grounds = grounds_of(session, [asset])
    if grounds.rules_for(asset).four_eyes:
        require_other_eyes(session, caller, asset)
    require_done(grounds, asset)
    missing = missing_aspects(grounds, asset)
    if missing:
        raise NotReady(MISSING_VERDICT, missing=tuple(ASPECT_WORDS[aspect] for aspect in missing))


def require_done(grounds: Grounds, asset: Asset) -> None:
    """Raise `NotReady` naming the required items of the checklist that are open."""
    in_the_way = [state.item for state in checklist_of(grounds, asset) if state.is_in_the_way]
    words: list[Words] = []
    for item in in_the_way:
        is_fields = item.key == FIELDS
        words += [field.label for field in open_fields(grounds, asset)] if is_fields else [item.words]
    if words:
        raise NotReady(OPEN_ITEMS, items=tuple(words))


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
