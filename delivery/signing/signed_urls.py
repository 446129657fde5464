"""Signed URLs given out: who may, of what, for how long; the trail keeps who gave out what, never the signature."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts import audit
from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require_somewhere
from dam.assets.marks import require_unmarked
from dam.assets.models import Asset, Version
from dam.assets.purposes import check_purpose
from dam.assets.rows_to_views import title_of
from dam.assets.visibility import find_row, require_with
from dam.core import Core
from dam.errors import Conflict, FieldError, Invalid, NotFound
from delivery.signing.keys import signing_key
from delivery.signing.settings import MOST_SECONDS, USUAL_SECONDS, SigningSettings
from delivery.signing.signature import UrlKey, sign_target
from delivery.urls import embed_path, immutable_path, original_path, stable_path
from renditions.catalogue.channels import LIBRARY
from renditions.catalogue.ledger import find_rendition
from renditions.catalogue.models import Channel, Preset
from renditions.presets import PresetSpec

CURRENT = "current"


@dataclass(frozen=True, slots=True)
class FileWanted:
    """Which file of an asset; without `format` whoever fetches it may choose.

    `is_immutable`: exactly its present bytes; `is_embed`: the page around it, for an `iframe`.
    """

    channel: str
    preset: str
    variant: str = ""
    format: str = ""
    is_immutable: bool = False
    is_embed: bool = False


@dataclass(frozen=True, slots=True)
class OriginalWanted:
    """The original of the version that is current when it is fetched, or of version `number`."""

    number: int | None = None
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class SignedUrl:
    """A URL that opens one file until a moment."""

    url: str
    expires_at: datetime


def make_signed_url(
    core: Core,
    caller: Caller,
    asset_id: str,
    wanted: FileWanted | OriginalWanted,
    settings: SigningSettings,
    seconds: int = USUAL_SECONDS,
) -> SignedUrl:
    """Return a URL of a private file or of an original for `seconds`, for whoever is given it.

    What the caller may not see is `NotFound`, a file that everybody may fetch `Conflict`: its URL needs no signature.
    """
    require_somewhere(caller, Action.SIGN_URLS)
    _check_seconds(seconds)
    with core.db.read() as session:
        asset = find_row(session, caller, asset_id)
        require_with(caller, Action.SIGN_URLS, asset)
        require_unmarked(session, caller, asset)
        if isinstance(wanted, OriginalWanted):
            require_with(caller, Action.DOWNLOAD_ORIGINAL, asset)
            path, parameters = _original(session, asset, wanted), {"by": caller.id}
            if said := check_purpose(session, asset, wanted.purpose):
                parameters["for"] = said
        else:
            path, parameters = _file(session, asset, wanted), {"page": "1"} if wanted.is_embed else {}
    expires_at = core.now().replace(microsecond=0) + timedelta(seconds=seconds)
    target = sign_target(signing_key(core, settings.secret_key), path, expires_at, parameters)
    with core.db.write() as session:
        audit.note(session, caller, "url.signed", "asset", asset_id, _told(path, expires_at))
    return SignedUrl(settings.base_url + target, expires_at)


def key_of_page(
    core: Core, caller: Caller, asset_id: str, path: str, expires_at: datetime, settings: SigningSettings
) -> UrlKey:
    """Return the key that signs what stands inside a page around a private file, for whoever may give out URLs of it.

    The trail keeps it as the one URL of the page: it opens the same files.
    """
    require_somewhere(caller, Action.SIGN_URLS)
    with core.db.read() as session:
        require_with(caller, Action.SIGN_URLS, find_row(session, caller, asset_id))
    key = signing_key(core, settings.secret_key)
    with core.db.write() as session:
        audit.note(session, caller, "url.signed", "asset", asset_id, _told(path, expires_at))
    return key


def _told(path: str, expires_at: datetime) -> Mapping[str, str]:
    return {"path": path, "expires_at": expires_at.isoformat()}


def _check_seconds(seconds: int) -> None:
    if not 1 <= seconds <= MOST_SECONDS:
        sentence = f"A signed address lives from 1 to {MOST_SECONDS} seconds, not {seconds}."
        raise Invalid(sentence, [FieldError("expires_in", sentence)])


def _original(session: Session, asset: Asset, wanted: OriginalWanted) -> str:
    query = sa.select(Version).where(Version.asset_id == asset.id)
    if wanted.number is None:
        version = session.scalar(query.where(Version.id == asset.current_version_id))
    else:
        is_out = Version.state.in_(("current", "earlier"))
        version = session.scalar(query.where(Version.number == wanted.number, is_out))
    if version is None:
        raise NotFound(f"This asset has no version {wanted.number or CURRENT} that is or was served.")
    return original_path(asset.id, wanted.number, version.filename)


def _file(session: Session, asset: Asset, wanted: FileWanted) -> str:
    channel = session.get(Channel, wanted.channel)
    preset = session.get(Preset, (wanted.channel, wanted.preset))
    if channel is None or preset is None:
        raise NotFound(f"There is no preset {wanted.channel[:40]}/{wanted.preset[:60]}.")
    if not channel.is_private and channel.name != LIBRARY:
        raise Conflict(f"The channel {channel.name} is public: its addresses need no signature.")
    spec = PresetSpec.from_json(preset.spec)
    if wanted.is_embed and (wanted.format or wanted.is_immutable):
        raise _wrong("embed", "A page holds every format of what is current; leave format and immutable out.")
    if wanted.format == "hls":
        raise _wrong("format", "A stream is many files, and a signature opens one; sign the mp4.")
    if wanted.format and wanted.format not in (*spec.formats, *spec.film):
        raise _wrong("format", f"This preset gives {', '.join((*spec.formats, *spec.film))}.")
    if wanted.variant and not spec.has_size(wanted.variant):
        raise _wrong("variant", f"This preset has no size {wanted.variant[:20]!r}.")
    if wanted.is_embed:
        return embed_path(channel.name, preset.name, wanted.variant, asset.id)
    if wanted.is_immutable:
        return _pinned(session, asset, wanted)
    title = title_of(asset)
    return stable_path(channel.name, preset.name, wanted.variant, asset.id, title, wanted.format)


def _pinned(session: Session, asset: Asset, wanted: FileWanted) -> str:
    if not wanted.format:
        raise _wrong("format", "Bytes that are pinned have a format; name it.")
    row = find_rendition(
        session,
        asset.current_version_id or "",
        wanted.channel,
        wanted.preset,
        wanted.variant,
        wanted.format,
    )
    if row is None or row.sha256 is None:
        raise Conflict("This file is not made yet; sign its stable address, or ask again in a moment.")
    return immutable_path(wanted.channel, row.sha256, title_of(asset), wanted.format)


def _wrong(field: str, sentence: str) -> Invalid:
    return Invalid(sentence, [FieldError(field, sentence)])
