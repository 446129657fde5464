"""Signatures of URLs: HMAC-SHA256 over path, sorted query, expiry and the id of the key, and nothing that is not there.

    /d/press/hero/0a1b…?expires=1790000000&key=7f3k…&signature=…

The query's parameters stand in the order of their names, the signature at the end; more of them may be signed along.
"""

import base64
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum

from delivery.signing.spelling import SIGNATURE, is_spelt_path, read_query, spell_path, spell_query

_PURPOSE = b"vitrine signed url 1"


@dataclass(frozen=True, slots=True)
class UrlKey:
    """A key that signs: its public name and its secret of 32 bytes."""

    id: str
    secret: bytes = field(repr=False)


class Verdict(Enum):
    """What a URL's signature says."""

    UNSIGNED = "unsigned"
    GOOD = "good"
    BAD = "bad"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Checked:
    """A verdict; `expires_at` is known of what was once good."""

    verdict: Verdict
    expires_at: datetime | None = None


UNSIGNED = Checked(Verdict.UNSIGNED)
BAD = Checked(Verdict.BAD)


def derive_secret(secret_key: str, key_id: str) -> bytes:
    """Return the secret of a key: nobody has to keep it, and one key's tells nothing of another's."""
    return hmac.digest(secret_key.encode(), _PURPOSE + b"\nkey\n" + key_id.encode(), "sha256")


def sign_target(key: UrlKey, path: str, expires_at: datetime, parameters: Mapping[str, str] = {}) -> str:
    """Return path and query with a signature that is good up to but without `expires_at` (whole seconds, rounded down)."""
    given = {**parameters, "expires": str(int(expires_at.timestamp())), "key": key.id}
    assert max(given) < SIGNATURE, "the signature stands last"
    target = f"{spell_path(path)}?{spell_query(given)}"
    return f"{target}&{SIGNATURE}={_signature(key.secret, target.encode())}"


def check_signature(keys: Mapping[str, bytes], path: bytes, query: bytes, now: datetime) -> Checked:
    """Check path and query as they came over the wire against the secrets of the live keys, by id.

    Every comparison of what is secret takes the same time. A URL that nobody ever signed is never `EXPIRED`.
    """
    if SIGNATURE.encode() not in query:
        return UNSIGNED
    given = read_query(query) if is_spelt_path(path) else None
    if given is None or not {"expires", "key", SIGNATURE} <= given.keys() or max(given) != SIGNATURE:
        return BAD
    secret = keys.get(given["key"])
    if secret is None:
        return BAD
    target = path + b"?" + query[: query.rindex(b"&")]
    if not hmac.compare_digest(_signature(secret, target).encode(), given[SIGNATURE].encode()):
        return BAD
    expires_at = datetime.fromtimestamp(int(given["expires"]), UTC)
    return Checked(Verdict.GOOD if now < expires_at else Verdict.EXPIRED, expires_at)


def _signature(secret: bytes, target: bytes) -> str:
    digest = hmac.digest(secret, _PURPOSE + b"\n" + target, "sha256")
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
