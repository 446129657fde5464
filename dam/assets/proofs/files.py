"""Files of proof: taken in through their first bytes, and lent only to those who may see what they prove."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require
from dam.assets.consent.read import find_consent
from dam.assets.models import Asset, Proof
from dam.assets.texts import check_text
from dam.assets.visibility import find_row, require_edit
from dam.core import Core
from dam.errors import Conflict, FieldError, Invalid, NotFound, NotKept, Unavailable
from dam.ids import is_id, new_id
from dam.media_types import SNIFF_BYTES, sniff
from dam.storage.port import BlobInfo

KINDS = ("contract", "release", "invoice", "other")

KEPT = frozenset(
    {
        "application/pdf",
        "image/jpeg",
        "image/png",
        "image/tiff",
        "image/webp",
        "image/heic",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.oasis.opendocument.text",
    }
)
"""What contracts and releases come as: paper that was scanned or photographed, and letters."""

MOST_BYTES = 25 << 20
"""A scanned contract has a few megabytes; what goes into one e-mail fits."""

MOST_FILES = 50
"""Files of one asset or one consent."""

MAX_NAME = 200


@dataclass(frozen=True, slots=True)
class ProofView:
    """One file of proof, without its bytes."""

    id: str
    kind: str
    filename: str
    media_type: str
    bytes: int
    created_by_name: str
    created_at: datetime


def add_asset_proof(
    core: Core, caller: Caller, asset_id: str, chunks: Iterable[bytes], filename: str, kind: str = "contract"
) -> ProofView:
    """Keep a file that proves a right on an asset, for those who may edit it."""
    with core.db.read() as session:
        require_edit(caller, find_row(session, caller, asset_id))
    head, blob = _store(core, chunks, filename, kind)
    with core.db.write() as session:
        asset = find_row(session, caller, asset_id, to_change=True)
        require_edit(caller, asset)
        return _add(core, session, caller, Proof(asset_id=asset.id), blob, head, filename, kind)


def add_consent_proof(
    core: Core, caller: Caller, consent_id: str, chunks: Iterable[bytes], filename: str, kind: str = "release"
) -> ProofView:
    """Keep a file that proves a consent, for those who keep the register."""
    require(caller, Action.EDIT_CONSENTS)
    with core.db.read() as session:
        find_consent(session, consent_id)
    head, blob = _store(core, chunks, filename, kind)
    with core.db.write() as session:
        consent = find_consent(session, consent_id, to_change=True)
        if consent.erased_at is not None:
            raise Conflict("This consent was erased; nothing is kept of it any more.")
        return _add(core, session, caller, Proof(consent_id=consent.id), blob, head, filename, kind)


def list_asset_proofs(core: Core, caller: Caller, asset_id: str) -> list[ProofView]:
    """Return the files that prove rights on an asset, the newest first, to those who may edit it."""
    with core.db.read() as session:
        asset = find_row(session, caller, asset_id)
        require_edit(caller, asset)
        return _list(session, Proof.asset_id == asset.id)


def list_consent_proofs(core: Core, caller: Caller, consent_id: str) -> list[ProofView]:
    """Return the files that prove a consent, the newest first, to those who may read the register."""
    require(caller, Action.SEE_CONSENTS)
    with core.db.read() as session:
        return _list(session, Proof.consent_id == find_consent(session, consent_id).id)


def open_proof(core: Core, caller: Caller, proof_id: str) -> tuple[ProofView, BlobInfo]:
    """Return which bytes to send; that somebody looked is written down, because what they hold is personal."""
    with core.db.write() as session:
        proof = _find(session, caller, proof_id, to_change=False)
        note(session, caller, "proof.opened", *_subject(proof), {"proof": proof.id})
    blob = core.store.info(proof.sha256)
    if blob is None:
        raise Unavailable(f"The file {proof.filename!r} is missing from the store.", 60)
    return _view(proof), blob


def delete_proof(core: Core, caller: Caller, proof_id: str) -> None:
    """Forget a file of proof; its bytes are swept once nothing else names them."""
    with core.db.write() as session:
        proof = _find(session, caller, proof_id, to_change=True)
        note(session, caller, "proof.deleted", *_subject(proof), {"proof": proof.id})
        session.delete(proof)


def _store(core: Core, chunks: Iterable[bytes], filename: str, kind: str) -> tuple[bytes, BlobInfo]:
    """Look at the first bytes, then stream the file into the store; what is refused leaves nothing behind."""
    if kind not in KINDS:
        sentence = f"kind is one of {', '.join(KINDS)}, and {kind[:40]!r} came."
        raise Invalid(sentence, [FieldError("kind", sentence)])
    head = bytearray()

    def looked_at() -> Iterable[bytes]:
        is_checked = False
        for chunk in chunks:
            head.extend(chunk[: SNIFF_BYTES - len(head)])
            if not is_checked and len(head) >= SNIFF_BYTES:
                _media_type(bytes(head), filename)
                is_checked = True
            yield chunk
        _media_type(bytes(head), filename)

    blob = core.store.put(looked_at(), limit=MOST_BYTES)
    return bytes(head), blob


def _media_type(head: bytes, filename: str) -> str:
    if not head:
        sentence = f"The file {filename[:80]!r} is empty; send one with content."
        raise Invalid(sentence, [FieldError("file", sentence)])
    found = sniff(head, filename)
    if found is None or found.name not in KEPT:
        raise NotKept(f"A proof is a PDF, a picture or a letter (DOCX, ODT), and {filename[:80]!r} is none.")
    return found.name


def _add(
    core: Core,
    session: Session,
    caller: Caller,
    row: Proof,
    blob: BlobInfo,
    head: bytes,
    filename: str,
    kind: str,
) -> ProofView:
    subject = Proof.asset_id == row.asset_id if row.asset_id else Proof.consent_id == row.consent_id
    if (session.scalar(sa.select(sa.func.count()).select_from(Proof).where(subject)) or 0) >= MOST_FILES:
        raise Conflict(f"At most {MOST_FILES} files prove one thing; remove one that is out of date.")
    row.id, row.kind, row.sha256, row.bytes = new_id(), kind, blob.digest, blob.bytes
    row.filename = check_text([], "filename", filename, 10**6)[-MAX_NAME:] or "proof"
    row.media_type = _media_type(head, filename)
    row.created_by, row.created_by_name, row.created_at = caller.id, caller.name[:200], core.now()
    session.add(row)
    note(session, caller, "proof.added", *_subject(row), {"proof": row.id})
    session.flush()
    return _view(row)


def _find(session: Session, caller: Caller, proof_id: str, *, to_change: bool) -> Proof:
    """Return the row to whoever may see what it proves; to everybody else there is none."""
    proof = session.get(Proof, proof_id) if is_id(proof_id) else None
    if proof is None:
        raise NotFound(f"There is no file of proof {proof_id[:40]!r}.")
    if proof.consent_id is not None:
        require(caller, Action.EDIT_CONSENTS if to_change else Action.SEE_CONSENTS)
        return proof
    asset = session.get(Asset, proof.asset_id)
    is_in_trash = asset is not None and asset.trashed_at is not None
    require_edit(caller, find_row(session, caller, str(proof.asset_id), in_trash=is_in_trash))
    return proof


def _subject(proof: Proof) -> tuple[str, str]:
    return ("asset", proof.asset_id) if proof.asset_id else ("consent", str(proof.consent_id))


def _list(session: Session, where: sa.ColumnElement[bool]) -> list[ProofView]:
    query = sa.select(Proof).where(where).order_by(Proof.created_at.desc(), Proof.id)
    return [_view(row) for row in session.scalars(query)]


def _view(row: Proof) -> ProofView:
    return ProofView(
        row.id, row.kind, row.filename, row.media_type, row.bytes, row.created_by_name, row.created_at
    )
