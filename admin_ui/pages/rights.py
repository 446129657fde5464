"""The rights of one asset: may it be used there, what was agreed, who consented, and what proves it."""

from typing import Any

from starlette.datastructures import UploadFile
from starlette.responses import Response, StreamingResponse

from admin_ui.asset_form import can_edit
from admin_ui.refusals import sentence_of, status_of
from admin_ui.render import render
from admin_ui.rights_form import CHOICES, asset_rights_patch, mark_of, rights_values, typed_values
from admin_ui.visit import Visit
from dam.accounts.policy import Action
from dam.assets.consent.cover import cover_assets, uncover_assets
from dam.assets.consent.read import ConsentFilter, consents_of, list_consents
from dam.assets.edit import edit_asset
from dam.assets.endings.ends import ends_of
from dam.assets.models import Asset
from dam.assets.proofs.files import (
    KINDS,
    MOST_BYTES,
    add_asset_proof,
    add_consent_proof,
    delete_proof,
    list_asset_proofs,
    open_proof,
)
from dam.assets.read import get_asset
from dam.assets.scopes import PURPOSES
from dam.assets.usable.answer import Answer, can_use
from dam.assets.usable.people import lacks_consent
from dam.assets.usable.question import NETWORK_NAMES, read_question
from dam.assets.usable.words import Voice
from dam.assets.views import AssetView
from dam.errors import Invalid, Unavailable, VitrineError
from dam.storage.port import CHUNK
from delivery.disposition import attachment
from renditions.catalogue.channels import ChannelView, list_channels

OFFERED_NETWORKS = ("instagram", "facebook", "linkedin", "tiktok", "youtube", "pinterest")

OFFERED_CONSENTS = 200
"""Consents that the form offers to put over an asset; the register finds the others."""


def rights_page(visit: Visit) -> Response:
    """Show the rights of an asset, with the answer to the question that stands in the address."""
    asset = get_asset(visit.core, visit.caller, visit.request.path_params["asset_id"])
    return _show(visit, asset, rights_values(visit, asset))


def rights_form(visit: Visit) -> Response:
    """Save the rights, unless they are others by now than the form showed: then show both and ask again."""
    asset = get_asset(visit.core, visit.caller, visit.request.path_params["asset_id"])
    if visit.text("seen") not in ("", mark_of(asset)):
        return _show(visit, asset, typed_values(visit), status=412)
    try:
        edit_asset(visit.core, visit.caller, asset.id, asset_rights_patch(visit, asset), asset.etag)
    except VitrineError as error:
        return _show(visit, asset, typed_values(visit), sentence_of(error, visit), status_of(error))
    return visit.go(_url(asset.id), visit.say("Rights saved."))


def cover_form(visit: Visit) -> Response:
    """Put the asset under a consent."""
    asset_id = str(visit.request.path_params["asset_id"])
    if not visit.text("consent"):
        return visit.go(_url(asset_id), visit.say("Choose a consent first."), is_bad=True)
    cover_assets(visit.core, visit.caller, visit.text("consent"), [asset_id])
    return visit.go(_url(asset_id), visit.say("The consent covers this asset from now on."))


def uncover_form(visit: Visit) -> Response:
    """Take the asset out from under a consent."""
    asset_id = str(visit.request.path_params["asset_id"])
    uncover_assets(visit.core, visit.caller, visit.text("consent"), [asset_id])
    return visit.go(_url(asset_id), visit.say("The consent does not cover this asset any more."))


def proof_form(visit: Visit) -> Response:
    """Keep a file that proves a right on the asset."""
    asset_id = str(visit.request.path_params["asset_id"])
    return keep_proof(visit, add_asset_proof, asset_id, _url(asset_id))


def keep_proof(visit: Visit, keep: Any, subject: str, back: str) -> Response:
    """Keep the file that was sent, and say what became of it."""
    sent = visit.form.get("file")
    if not isinstance(sent, UploadFile) or not sent.filename:
        return visit.go(back, visit.say("Choose a file first."), is_bad=True)
    chunks = iter(lambda: sent.file.read(CHUNK), b"")
    keep(visit.core, visit.caller, subject, chunks, sent.filename, visit.text("kind") or KINDS[0])
    return visit.go(back, visit.say("Kept: %(name)s.", name=sent.filename))


def proof_file(visit: Visit) -> Response:
    """Send a file of proof to be saved, never to be shown."""
    view, blob = open_proof(visit.core, visit.caller, visit.request.path_params["proof_id"])
    chunks = visit.core.store.read(blob.digest)
    if chunks is None:
        raise Unavailable(f"The file {view.filename!r} is missing from the store.", 60)
    headers = {
        "Content-Length": str(blob.bytes),
        "Content-Disposition": attachment(view.filename),
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return StreamingResponse(chunks, headers=headers, media_type=view.media_type)


def remove_proof_form(visit: Visit) -> Response:
    """Forget a file of proof."""
    delete_proof(visit.core, visit.caller, visit.request.path_params["proof_id"])
    return visit.back("/", visit.say("The file was removed."))


def consent_proof_form(visit: Visit) -> Response:
    """Keep a file that proves a consent."""
    consent_id = str(visit.request.path_params["consent_id"])
    return keep_proof(visit, add_consent_proof, consent_id, f"/consents/{consent_id}")


def _show(
    visit: Visit, asset: AssetView, form: dict[str, Any], sentence: str = "", status: int = 200
) -> Response:
    core, is_editor = visit.core, can_edit(visit, asset)
    with core.db.read() as session:
        row = session.get_one(Asset, asset.id)
        ends, is_lacking = ends_of(session, [row]), lacks_consent(session, row)
        channels = [each for each in list_channels(session) if each.name != "admin"]
    consents = consents_of(core, visit.caller, asset.id)
    values = {
        "asset": asset,
        "can_edit": is_editor,
        "form": form,
        "saved": rights_values(visit, asset),
        "is_stale": status == 412,
        "seen_rights": mark_of(asset),
        "sentence": sentence,
        "choices": CHOICES,
        "channels": channels,
        "ends": ends[0] if ends else None,
        "has_ended": bool(ends) and ends[0].at <= core.now(),
        "lacks_consent": is_lacking,
        "consents": consents,
        "offered": _offered(visit, {each.id for each in consents}),
        "proofs": list_asset_proofs(core, visit.caller, asset.id) if is_editor else [],
        "proof_kinds": KINDS,
        "most_bytes": MOST_BYTES,
        **asked(visit, channels, lambda question: [can_use(core, visit.caller, asset.id, question)]),
    }
    return render(visit, "asset_rights.html", values, status=status)


def _offered(visit: Visit, known: set[str]) -> list[Any]:
    if not visit.may(Action.EDIT_CONSENTS):
        return []
    page = list_consents(visit.core, visit.caller, ConsentFilter(state="active"), limit=OFFERED_CONSENTS)
    return [each for each in page.items if each.id not in known]


def asked(visit: Visit, channels: list[ChannelView], answer: Any) -> dict[str, Any]:
    """Return the question in the address or form with its answers in words, or why it makes no sense."""
    query = visit.request.query_params
    names = ("channel", "territory", "from", "until", "purpose")
    given = {name: (visit.text(name) or query.get(name, ""))[:200] for name in names}
    titles = {each.name: visit.speech.text_of(each.title, each.name) for each in channels}
    voice = Voice(visit.locale, visit.core.zone, titles)
    values: dict[str, Any] = {
        "asked": given,
        "answers": [],
        "refusal": "",
        "networks": [(name, NETWORK_NAMES[name]) for name in OFFERED_NETWORKS],
        "asked_purposes": PURPOSES,
    }
    if not given["channel"]:
        return values
    try:
        question = read_question(given, visit.core.now(), visit.core.zone)
        answers = answer(question)
    except Invalid as error:
        return {**values, "refusal": sentence_of(error, visit)}
    return {
        **values,
        "answers": [(each, voice.sentence(each), _besides(each, voice)) for each in answers],
    }


def _besides(answer: Answer, voice: Voice) -> list[str]:
    """Return what the sentence does not say already: the notes, and of several reasons each by itself."""
    told = list(zip(answer.reasons, voice.reasons(answer), strict=True))
    has_several = sum(reason.weight != "note" for reason, _ in told) > 1
    return [sentence for reason, sentence in told if has_several or reason.weight == "note"]


def _url(asset_id: str) -> str:
    return f"/assets/{asset_id}/rights"
