"""May this person take the original home now? Rights that ended stop people, too, not only addresses."""

from datetime import datetime

from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.accounts.policy import Action
from dam.assets.models import Asset
from dam.assets.serving import is_embargoed, load_servable
from dam.assets.visibility import may_with
from dam.errors import Forbidden


def require_leaving(session: Session, caller: Caller, asset: Asset, now: datetime) -> None:
    """Raise `Forbidden` where the licence or a consent has ended, or an embargo holds.

    Managers may, because they renew and prove, and whoever the asset belongs to, because they brought it.
    """
    if asset.owner_id == caller.id or may_with(caller, Action.DOWNLOAD_DARK, asset):
        return
    servable = load_servable(session, asset.id)
    if servable is None:
        return
    if any(scope.has_ended(now) for scope in servable.scopes):
        raise Forbidden(
            "The rights of this asset have ended, or a consent on it: its original leaves the house no more."
        )
    if is_embargoed(servable, now):
        raise Forbidden("This asset is under an embargo: its original does not leave the house yet.")
