"""What people say of a pair: these are different, or both are wanted. It is remembered for that pair."""

from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.policy import Action
from dam.assets.likeness.models import LikePair
from dam.assets.likeness.read import VERDICTS
from dam.assets.visibility import find_row, may_with, require_edit
from dam.core import Core
from dam.errors import FieldError, Invalid, NotFound


def decide_pair(core: Core, caller: Caller, one_id: str, other_id: str, verdict: str) -> None:
    """Remember a verdict of `VERDICTS`; `open` takes the last one back.

    It takes the right to edit one of the two. A pair that was never found → `NotFound`.
    """
    if verdict not in VERDICTS:
        sentence = f"A verdict is one of {', '.join(VERDICTS)}, and {verdict[:40]!r} came."
        raise Invalid(sentence, [FieldError("verdict", sentence)])
    with core.db.write() as session:
        one, other = (find_row(session, caller, asset_id) for asset_id in (one_id, other_id))
        if not may_with(caller, Action.EDIT_ANY, one):
            require_edit(caller, other if other.owner_id == caller.id else one)
        first, last = sorted((one.id, other.id))
        row = session.get(LikePair, (first, last), with_for_update=True)
        if row is None:
            raise NotFound("These two assets were never found to be alike.")
        row.verdict = "" if verdict == "open" else verdict
        row.decided_by_name = caller.name[:200] if row.verdict else ""
        row.decided_at = core.now() if row.verdict else None
        note(session, caller, "assets.compared", "asset", one.id, {"other": other.id, "verdict": verdict})
