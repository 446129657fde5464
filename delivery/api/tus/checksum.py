"""Checksums of pieces (tus extension checksum): the header says which, the bytes must agree."""

import base64
import binascii
import hashlib
from dataclasses import dataclass

from dam.errors import Invalid
from delivery.api.refusals import WrongChecksum

ALGORITHMS = ("sha1", "sha256", "md5")
"""Against accidents on the way, not against attackers: hence also the old ones that clients have."""


@dataclass(frozen=True, slots=True)
class Checksum:
    """What the client computed over the piece that it sends."""

    algorithm: str
    digest: bytes

    def require(self, computed: "hashlib._Hash") -> None:
        """Raise `WrongChecksum` unless the bytes that came give the same digest."""
        if computed.digest() != self.digest:
            raise WrongChecksum("The piece arrived damaged: its checksum differs; send it again.")

    def start(self) -> "hashlib._Hash":
        """Begin to compute over what comes."""
        return hashlib.new(self.algorithm, usedforsecurity=False)


def read_checksum(header: str | None) -> Checksum | None:
    """Read `Upload-Checksum: sha1 BASE64`; None when the client sent none."""
    if header is None:
        return None
    algorithm, _, encoded = header.strip().partition(" ")
    if algorithm not in ALGORITHMS:
        raise Invalid(f"Upload-Checksum knows {', '.join(ALGORITHMS)}, not {algorithm[:40]!r}.")
    try:
        return Checksum(algorithm, base64.b64decode(encoded, validate=True))
    except binascii.Error as error:
        raise Invalid("Upload-Checksum must be an algorithm and a digest in base64.") from error
