"""The consent register: who agreed to be shown, to what and until when."""

from typing import Any

import sqlalchemy as sa
from starlette.responses import Response

from admin_ui.asset_form import asset_id_in, split_tags
from admin_ui.asset_rows import asset_row
from admin_ui.pictures import pictures
from admin_ui.refusals import sentence_of, status_of
from admin_ui.render import render
from admin_ui.visit import Visit
from dam.accounts.policy import Action
from dam.assets.consent.cover import cover_assets, uncover_assets
from dam.assets.consent.models import ConsentAsset
from dam.assets.consent.read import ConsentFilter, get_consent, list_consents
from dam.assets.consent.register import add_consent, edit_consent, erase_consent, withdraw_consent
from dam.assets.consent.views import STATES, ConsentView
from dam.assets.consent.wanted import DAYS, ROLES, TEXTS
from dam.assets.models import Asset
from dam.assets.proofs.files import KINDS, list_consent_proofs
from dam.assets.read import asset_views
from dam.assets.scopes import PURPOSES
from dam.assets.views import AssetView
from dam.assets.visibility import visible
from dam.errors import Invalid, VitrineError
from renditions.catalogue.channels import list_channels

LINES = 50
SHOWN_ASSETS = 60


def consents_page(visit: Visit) -> Response:
    """List the register, with a form for a new consent."""
    return _show_all(visit, {}, None)


def create_form(visit: Visit) -> Response:
    """Write down a consent; what is wrong is said above the form, and nothing that was typed is lost."""
    given = _given(visit)
    try:
        consent = add_consent(visit.core, visit.caller, given)
    except Invalid as error:
        return _show_all(visit, given, error)
    return visit.go(
        f"/consents/{consent.id}", visit.say("The consent is on file. Now say which assets it covers.")
    )


def consent_page(visit: Visit) -> Response:
    """Show one consent with its assets and files."""
    return _show(visit, {}, None)


def change_form(visit: Visit) -> Response:
    """Change a consent."""
    given, if_match = _given(visit), f'"r{visit.text("revision")}"'
    try:
        consent = edit_consent(visit.core, visit.caller, _id(visit), given, if_match)
    except VitrineError as error:
        return _show(visit, given, error)
    return visit.go(f"/consents/{consent.id}", visit.say("Saved."))


def withdraw_form(visit: Visit) -> Response:
    """Take a consent back."""
    consent = withdraw_consent(visit.core, visit.caller, _id(visit))
    return visit.go(f"/consents/{consent.id}", visit.say("Withdrawn. Its assets are dark everywhere."))


def erase_form(visit: Visit) -> Response:
    """Remove for good whose a consent was."""
    consent = erase_consent(visit.core, visit.caller, _id(visit))
    return visit.go(f"/consents/{consent.id}", visit.say("Erased. What stays is why its assets are dark."))


def cover_form(visit: Visit) -> Response:
    """Put assets under a consent: those whose addresses were pasted, one to a line."""
    ids = [asset_id_in(word) for word in visit.text("assets").replace(",", " ").split()]
    if not ids:
        sentence = visit.say("Paste the address of an asset first.")
        return visit.go(f"/consents/{_id(visit)}", sentence, is_bad=True)
    cover_assets(visit.core, visit.caller, _id(visit), ids)
    return visit.go(f"/consents/{_id(visit)}", visit.say("Saved."))


def uncover_form(visit: Visit) -> Response:
    """Take an asset out from under a consent."""
    uncover_assets(visit.core, visit.caller, _id(visit), [visit.text("asset")])
    return visit.go(f"/consents/{_id(visit)}", visit.say("Saved."))


def _show_all(visit: Visit, given: dict[str, Any], error: VitrineError | None) -> Response:
    query = visit.request.query_params
    wanted = {name: query.get(name, "")[:200] for name in ("q", "role", "state")}
    cursor = query.get("cursor") or None
    page = list_consents(
        visit.core,
        visit.caller,
        ConsentFilter(wanted["q"], wanted["role"], wanted["state"]),
        limit=LINES,
        cursor=cursor,
    )
    values = {
        "page": page,
        "wanted": wanted,
        "is_filtered": any(wanted.values()),
        "is_first": cursor is None,
        "states": STATES,
        **_form(visit, given or {"role": "model", "given_on": _today(visit)}, error),
    }
    return render(visit, "consents.html", values, status=status_of(error) if error else 200)


def _show(visit: Visit, given: dict[str, Any], error: VitrineError | None) -> Response:
    consent = get_consent(visit.core, visit.caller, _id(visit))
    assets = _assets(visit, consent.id)
    thumbs = pictures(visit, assets, "thumb")
    values = {
        "consent": consent,
        "rows": [asset_row(asset, thumbs[asset.id]) for asset in assets],
        "proofs": list_consent_proofs(visit.core, visit.caller, consent.id),
        "proof_kinds": KINDS,
        "is_open": consent.withdrawn_at is None and consent.erased_at is None,
        **_form(visit, given or _kept(consent), error),
    }
    return render(visit, "consent.html", values, status=status_of(error) if error else 200)


def _assets(visit: Visit, consent_id: str) -> list[AssetView]:
    inside = sa.select(ConsentAsset.asset_id).where(ConsentAsset.consent_id == consent_id)
    query = sa.select(Asset.id).where(Asset.id.in_(inside), visible(visit.caller)).order_by(Asset.id)
    with visit.core.db.read() as session:
        ids = list(session.scalars(query.limit(SHOWN_ASSETS)))
        return list(asset_views(session, ids).values())


def _form(visit: Visit, given: dict[str, Any], error: VitrineError | None) -> dict[str, Any]:
    with visit.core.db.read() as session:
        channels = [each for each in list_channels(session) if each.name != "admin"]
    return {
        "given": {
            **dict.fromkeys((*TEXTS, *DAYS), ""),
            "channels": (),
            "territories": (),
            "purposes": (),
            **given,
        },
        "roles": ROLES,
        "purposes": PURPOSES,
        "channels": channels,
        "limits": TEXTS,
        "sentence": sentence_of(error, visit) if error else "",
        "may_write": visit.may(Action.EDIT_CONSENTS),
    }


def _kept(consent: ConsentView) -> dict[str, Any]:
    days = {name: str(getattr(consent, name) or "") for name in DAYS}
    texts = {name: getattr(consent, name) for name in TEXTS}
    lists = {name: getattr(consent, name) for name in ("channels", "territories", "purposes")}
    return {"role": consent.role, **texts, **days, **lists}


def _given(visit: Visit) -> dict[str, Any]:
    return {
        "role": visit.text("role"),
        **{name: visit.text(name) for name in TEXTS},
        **{name: visit.text(name) for name in DAYS},
        "channels": visit.texts("channels"),
        "territories": split_tags(visit.text("territories").replace(" ", ",")),
        "purposes": visit.texts("purposes"),
    }


def _today(visit: Visit) -> str:
    return visit.core.now().astimezone(visit.core.zone).date().isoformat()


def _id(visit: Visit) -> str:
    return str(visit.request.path_params["consent_id"])
