"""A file that was sent as a new asset and is a new state of an old one becomes its next version."""

from dam.accounts.caller import Caller
from dam.assets.models import Asset, Version
from dam.assets.reuse import sentences
from dam.assets.settings import DEFAULTS, IngestSettings
from dam.assets.trash import trash_asset
from dam.assets.versions import add_version
from dam.assets.views import VersionView
from dam.assets.visibility import find_row, require_edit
from dam.assets.workflow.refusals import NotReady
from dam.core import Core
from dam.errors import FieldError, Invalid, Unavailable
from dam.media_types import SNIFF_BYTES


def make_version_of(
    core: Core, caller: Caller, new_id: str, old_id: str, settings: IngestSettings = DEFAULTS
) -> VersionView:
    """Add the original of `new_id` to `old_id` as its next version, then put the new asset into the trash.

    Only of what never was public (`Conflict`): what was keeps its addresses, and is merged instead. Killed in between,
    both are there, and a repeat goes on.
    """
    if new_id == old_id:
        sentence = "An asset cannot become a version of itself."
        raise Invalid(sentence, [FieldError("other", sentence)])
    with core.db.read() as session:
        asset, old = find_row(session, caller, new_id), find_row(session, caller, old_id)
        require_edit(caller, asset)
        _require_fitting(asset, old)
        version = session.get_one(Version, asset.current_version_id)
    blob = core.store.info(version.sha256)
    head = core.store.read(version.sha256, 0, SNIFF_BYTES)
    if blob is None or head is None:
        raise Unavailable(f"The original of {version.filename!r} is missing from the store.", 60)
    added = add_version(core, caller, old.id, blob, b"".join(head), version.filename, settings)
    trash_asset(core, caller, asset.id)
    return added


def _require_fitting(asset: Asset, old: Asset) -> None:
    if asset.approved_at is not None:
        raise NotReady(sentences.WAS_PUBLIC)
    if asset.kind != old.kind:
        raise NotReady(sentences.TWO_KINDS)
