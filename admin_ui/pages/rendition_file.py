"""One rendition's file for the pages themselves: seen before approval, heard and played, counted as nobody's use.

It is whole and unmarked, so that whoever may not take the original home any more does not get it here either.
"""

from starlette.responses import Response

from admin_ui.renditions_shown import name_of
from admin_ui.visit import Visit
from dam.assets.leaving import require_leaving
from dam.assets.marks import require_unmarked
from dam.assets.models import Asset
from dam.assets.read import get_asset
from dam.errors import NotFound
from delivery.files.lent import Lent, answer_lent
from renditions.catalogue.ledger import renditions_of


def rendition_file(visit: Visit) -> Response:
    """Send the file of channel/preset@variant.format, or the span of it that a player asks for."""
    return answer_lent(visit.request, visit.core.store, _find(visit))


def _find(visit: Visit) -> Lent:
    params = visit.request.path_params
    asset = get_asset(visit.core, visit.caller, params["asset_id"])
    with visit.core.db.read() as session:
        row = session.get_one(Asset, asset.id)
        require_leaving(session, visit.caller, row, visit.core.now())
        require_unmarked(session, visit.caller, row)
        rows = renditions_of(session, asset.id, asset.current_version_id)
    made = next((each for each in rows if name_of(each) == params["name"] and each.sha256), None)
    if made is None or made.bytes is None:
        raise NotFound(f"There is no rendition {params['name'][:80]} of this asset.")
    return Lent(str(made.sha256), made.bytes, str(made.media_type), made.updated_at, name_of(made))
