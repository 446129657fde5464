"""Journey tokens: what a link may hand on to a site, so that a sale there finds the way back to the link."""

import base64
import secrets
from datetime import datetime

_DAY_SECONDS = 86_400


def new_token(now: datetime) -> str:
    """Return 24 signs of base64url: two bytes with the day since 1970 on which it was made, then 128 random bits.

    Nobody can guess one, and whoever reads one sees when it is too old; it says nothing of the visitor.
    """
    day = int(now.timestamp()) // _DAY_SECONDS
    return base64.urlsafe_b64encode(day.to_bytes(2, "big") + secrets.token_bytes(16)).decode()
