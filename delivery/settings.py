"""Settings of everything reached by URL."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class DeliverySettings:
    """`base_url` without a trailing slash, as the outside world reaches us.

    `secret_key` signs and seals; `session_seconds` is a sign-in's life; `max_json_bytes` bounds any JSON body.
    """

    base_url: str
    secret_key: str = field(repr=False)
    session_seconds: int = 14 * 86_400
    max_json_bytes: int = 2_000_000
    locale: str = "fr"
    trusted_proxies: int = 0

    @property
    def is_secure(self) -> bool:
        """Tell whether the outside world reaches us over TLS."""
        return self.base_url.startswith("https://")
