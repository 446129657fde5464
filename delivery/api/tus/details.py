"""What `Upload-Metadata` may say: the file's name and the words of the new asset."""

from dam.errors import Invalid
from delivery.api.incoming import NEW_ASSET_TEXTS, new_asset
from delivery.api.shape import unknown_name
from delivery.api.tus.protocol import read_metadata

IGNORED = frozenset({"filetype", "name", "type", "contentType", "relativePath", "caption"})
"""What well-known clients add by themselves; the type is told from the bytes."""


def read_details(header: str) -> dict[str, str]:
    """Read and check the metadata of an upload before its first byte, so that nothing is sent in vain."""
    values = read_metadata(header)
    filename = values.get("filename") or values.get("name") or ""
    details = {name: value for name, value in values.items() if name not in IGNORED and name != "filename"}
    for name in details:
        if name not in NEW_ASSET_TEXTS:
            wrong = unknown_name(name, name, ["filename", *NEW_ASSET_TEXTS])
            raise Invalid(f"Upload-Metadata is not right: {wrong.path}: {wrong.message}", [wrong])
    new_asset(filename, {name: [value] for name, value in details.items()})
    return {"filename": filename, **details}
