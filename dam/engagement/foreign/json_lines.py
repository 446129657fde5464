"""One JSON object a line, as servers write it: headers stand in it as they came, also those that are no UTF-8."""

from typing import TypeVar

import msgspec

Decoded = TypeVar("Decoded")


def decode_line(decoder: "msgspec.json.Decoder[Decoded]", line: bytes) -> Decoded | None:
    """Decode a line; one that is not UTF-8 with the sign for what is not, because servers log headers as they came."""
    try:
        return decoder.decode(line)
    except msgspec.DecodeError:
        return None
    except UnicodeDecodeError:
        pass
    try:
        return decoder.decode(line.decode("utf-8", "replace").encode())
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
