"""A whole upload becomes an asset, once, also when the server was killed between the last byte and the answer."""

import json
from pathlib import Path

from dam.accounts.caller import Caller
from dam.assets.ingest import Added, receive_file
from dam.assets.models import Upload
from dam.assets.originals import store_original
from dam.assets.uploads import finish_upload, get_upload
from dam.assets.versions import add_version
from dam.errors import TooMany, Unavailable, VitrineError
from delivery.api.incoming import new_asset
from delivery.api.problems import PROBLEMS, kind_of
from delivery.api.tus.details import VERSION_OF
from delivery.api.tus.spool import forget, locked, offset_of, spool_path
from delivery.house import House


def finish_if_whole(house: House, caller: Caller, upload: Upload) -> Upload:
    """Make an asset of an upload whose bytes are all here; return the upload as it then is.

    A refusal is kept with the upload and raised, now and each time somebody asks again. While the store does not
    answer (`Unavailable`) the bytes stay, and the next question tries again.
    """
    path = spool_path(house.spool, upload.id)
    if upload.asset_id is None and upload.error is None and offset_of(path) >= upload.length:
        with locked(path):
            upload = _finish(house, caller, get_upload(house.core, caller, upload.id), path)
        forget(path)
    if upload.error is not None:
        raise refusal_of(upload.error)
    return upload


def arrived(house: House, upload: Upload) -> int:
    """Return how many bytes of an upload have arrived."""
    if upload.asset_id is not None or upload.error is not None:
        return upload.length
    return min(upload.length, offset_of(spool_path(house.spool, upload.id)))


def _finish(house: House, caller: Caller, upload: Upload, path: Path) -> Upload:
    if upload.asset_id is not None or upload.error is not None:
        return upload
    details = dict(upload.details)
    filename = details.pop("filename", "")
    try:
        added = _receive(house, caller, path, filename, details)
    except (Unavailable, TooMany):
        raise
    except VitrineError as error:
        return finish_upload(house.core, caller, upload.id, error=_kept(error))
    return finish_upload(
        house.core, caller, upload.id, asset_id=added.asset_id, is_duplicate=added.is_duplicate
    )


def _receive(house: House, caller: Caller, path: Path, filename: str, details: dict[str, str]) -> Added:
    if VERSION_OF in details:
        stored = store_original(house.core, path, filename, house.ingest)
        version = add_version(
            house.core, caller, details[VERSION_OF], stored.blob, stored.head, filename, house.ingest
        )
        return Added(version.asset_id, is_duplicate=False)
    new = new_asset(filename, {name: [value] for name, value in details.items()})
    return receive_file(house.core, caller, path, new, house.ingest)


def refusal_of(kept: str) -> VitrineError:
    """Return the refusal that was kept with an upload."""
    problem = json.loads(kept)
    kinds = {kind.name: type_ for type_, kind in PROBLEMS.items()}
    return kinds[problem["name"]](problem["detail"])


def _kept(error: VitrineError) -> str:
    return json.dumps({"name": kind_of(error).name, "detail": str(error)}, ensure_ascii=False)
