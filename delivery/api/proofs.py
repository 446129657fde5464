"""Files of proof over the API: for those who may see what they prove, saved and never shown."""

from collections.abc import Callable

from starlette.concurrency import iterate_in_threadpool, run_in_threadpool
from starlette.responses import Response, StreamingResponse

from dam.accounts.policy import Action, require, require_somewhere
from dam.assets.proofs.files import (
    KINDS,
    MOST_BYTES,
    ProofView,
    add_asset_proof,
    add_consent_proof,
    delete_proof,
    list_asset_proofs,
    list_consent_proofs,
    open_proof,
)
from dam.errors import Unavailable
from delivery.api.answers import empty_answer, json_answer
from delivery.api.body import read_bytes
from delivery.api.operation import Call, Operation
from delivery.api.params import SHORT_LIST, Parameter
from delivery.api.schemas import page_of, ref
from delivery.api.short_lists import short_list_answer
from delivery.api.views import JsonObject, when
from delivery.disposition import attachment

NAMED = (
    Parameter("filename", "What the file is called, for people."),
    Parameter(
        "kind", "What it is; a contract of an asset and a release of a consent when absent.", "choice", KINDS
    ),
)
ANY_FILE = {"type": "string", "contentMediaType": "application/octet-stream"}


def proof_json(view: ProofView) -> JsonObject:
    """Return one file of proof."""
    return {
        "id": view.id,
        "kind": view.kind,
        "filename": view.filename,
        "media_type": view.media_type,
        "bytes": view.bytes,
        "created_by": view.created_by_name,
        "created_at": when(view.created_at),
    }


async def list_of_asset(call: Call) -> Response:
    """Return the files that prove rights on an asset, to those who may edit it."""
    found = await call.run(list_asset_proofs, call.path("asset_id"))
    return short_list_answer(call, [proof_json(each) for each in found])


async def list_of_consent(call: Call) -> Response:
    """Return the files that prove a consent, to those who may read the register."""
    found = await call.run(list_consent_proofs, call.path("consent_id"))
    return short_list_answer(call, [proof_json(each) for each in found])


async def add_to_asset(call: Call) -> Response:
    """Keep a file that proves a right: a PDF, a picture or a letter of at most 25 MiB."""
    require_somewhere(call.caller, Action.EDIT_OWN)  # so that nobody sends a body for nothing
    await call.run(list_asset_proofs, call.path("asset_id"))
    return await _keep(call, add_asset_proof, call.path("asset_id"), "contract")


async def add_to_consent(call: Call) -> Response:
    """Keep a file that proves a consent."""
    require(call.caller, Action.EDIT_CONSENTS)
    return await _keep(call, add_consent_proof, call.path("consent_id"), "release")


async def _keep(call: Call, keep: Callable[..., ProofView], subject: str, usual: str) -> Response:
    data = await read_bytes(call.request, MOST_BYTES)
    filename, kind = call.query.text("filename") or "proof", call.query.text("kind") or usual
    view = await call.run(keep, subject, [data] if data else [], filename, kind)
    return json_answer(proof_json(view), 201)


async def download(call: Call) -> Response:
    """Send a file of proof to be saved; that somebody opened it is written down."""
    view, blob = await call.run(open_proof, call.path("proof_id"))
    chunks = await run_in_threadpool(call.house.core.store.read, blob.digest)
    if chunks is None:
        raise Unavailable(f"The file {view.filename!r} is missing from the store.", 60)
    headers = {
        "Content-Length": str(blob.bytes),
        "Content-Disposition": attachment(view.filename),
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    body = iterate_in_threadpool(() if call.request.method == "HEAD" else chunks)
    return StreamingResponse(body, headers=headers, media_type=view.media_type)


async def delete(call: Call) -> Response:
    """Forget a file of proof."""
    await call.run(delete_proof, call.path("proof_id"))
    return empty_answer()


def _operations(
    of: str, summary: str, listed: Callable[..., object], added: Callable[..., object]
) -> tuple[Operation, ...]:
    return (
        Operation(
            "GET",
            f"{of}/proofs",
            listed,  # type: ignore[arg-type]
            "Rights",
            f"List the files that prove {summary}",
            {200: page_of("Proof")},
            query=SHORT_LIST,
            problems=(403, 404),
        ),
        Operation(
            "POST",
            f"{of}/proofs",
            added,  # type: ignore[arg-type]
            "Rights",
            f"Keep a file that proves {summary}",
            {201: ref("Proof")},
            query=NAMED,
            body=ANY_FILE,
            body_type="application/octet-stream",
            problems=(400, 403, 404, 409, 413, 415),
        ),
    )


OPERATIONS = (
    *_operations("/assets/{asset_id}", "a right", list_of_asset, add_to_asset),
    *_operations("/consents/{consent_id}", "a consent", list_of_consent, add_to_consent),
    Operation(
        "GET",
        "/proofs/{proof_id}",
        download,
        "Rights",
        "Download a file of proof",
        {200: ANY_FILE},
        answer_type="application/octet-stream",
        problems=(403, 404, 503),
    ),
    Operation(
        "DELETE",
        "/proofs/{proof_id}",
        delete,
        "Rights",
        "Forget a file of proof",
        {204: None},
        problems=(403, 404),
    ),
)
