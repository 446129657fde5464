"""What `Upload-Metadata` may say: the file's name, and the words of the new asset or the asset that it is a version of."""

from dam.errors import FieldError, Invalid
from delivery.api.incoming import NEW_ASSET_TEXTS, new_asset
from delivery.api.shape import unknown_name
from delivery.api.tus.protocol import read_metadata

VERSION_OF = "version_of"
"""The id of the asset that the file is a new version of; without it the file is a new asset."""

IGNORED = frozenset({"filetype", "name", "type", "contentType", "relativePath", "caption"})
"""What well-known clients add by themselves; the type is told from the bytes."""


def read_details(header: str) -> dict[str, str]:
    """Read and check the metadata of an upload before its first byte, so that nothing is sent in vain."""
    values = read_metadata(header)
    filename = values.get("filename") or values.get("name") or ""
    details = {name: value for name, value in values.items() if name not in IGNORED and name != "filename"}
    for name in details:
        if name not in (*NEW_ASSET_TEXTS, VERSION_OF):
            raise _wrong(unknown_name(name, name, ["filename", VERSION_OF, *NEW_ASSET_TEXTS]))
        if VERSION_OF in details and name != VERSION_OF:
            raise _wrong(FieldError(name, f"a new version takes no words of its own: leave out {name}."))
    if VERSION_OF not in details:
        new_asset(filename, {name: [value] for name, value in details.items()})
    return {"filename": filename, **details}


def _wrong(error: FieldError) -> Invalid:
    return Invalid(f"Upload-Metadata is not right: {error.path}: {error.message}", [error])
