"""Media types that the library keeps, told from the first bytes and never from the name."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["image", "video", "audio", "document", "other"]

SNIFF_BYTES = 4096
"""How much of a file's beginning `sniff` wants to see."""


@dataclass(frozen=True, slots=True)
class MediaType:
    """A kept type: its IANA name, the kind of asset it makes and the usual extension without a dot."""

    name: str
    kind: Kind
    extension: str
