"""Settings of everything reached by URL."""

from dataclasses import dataclass, field

SENDERS = ("vitrine", "accel", "sendfile", "redirect")
"""Who may send large files in our place."""


@dataclass(frozen=True, slots=True)
class DeliverySettings:
    """`base_url` without a trailing slash, as the outside world reaches us.

    `secret_key` signs and seals; `session_seconds` is a sign-in's life; `max_json_bytes` bounds any JSON body.
    `send_files` is one of `SENDERS`; `territory_header` in lower case, "" where no edge tells it; `edge_secret` is what our
    own edge sends in `Vitrine-Edge`.
    """

    base_url: str
    secret_key: str = field(repr=False)
    session_seconds: int = 14 * 86_400
    max_json_bytes: int = 2_000_000
    locale: str = "fr"
    trusted_proxies: int = 0
    cache_bytes: int = 0
    send_files: str = "vitrine"
    territory_header: str = ""
    cdn_cache_control: str = ""
    edges: str = field(default="", repr=False)
    edge_secret: str = field(default="", repr=False)

    @property
    def is_secure(self) -> bool:
        """Tell whether the outside world reaches us over TLS."""
        return self.base_url.startswith("https://")
