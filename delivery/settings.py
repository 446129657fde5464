"""Settings of everything reached by URL."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from dam.errors import Invalid

SENDERS = ("vitrine", "accel", "sendfile", "redirect")
"""Who may send large files in our place."""

Directives = tuple[tuple[str, int | None], ...]
"""The words of a `Cache-Control` header in their order, with their seconds where they have any (RFC 9111, RFC 5861)."""

_WORD = re.compile(r"([a-z-]+)(?:=([0-9]{1,9}))?", re.ASCII)
_WITH_SECONDS = ("max-age", "stale-while-revalidate", "stale-if-error")
_WITHOUT = ("public", "no-cache", "no-store", "must-revalidate")


@dataclass(frozen=True, slots=True)
class ProviderSettings:
    """The identity provider that people may sign in by: its `issuer` URL and what it calls this house.

    `title` is what the button says. Of unknown people those with an e-mail of `domains` are added by themselves;
    `roles` are pairs of a value of `groups_claim` and the role in the house that it stands for.
    """

    issuer: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    title: str = ""
    scopes: str = "openid email profile"
    groups_claim: str = "groups"
    domains: frozenset[str] = frozenset()
    roles: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class DeliverySettings:
    """`base_url` without a trailing slash, as the outside world reaches us.

    `secret_key` signs and seals; `session_seconds` is a sign-in's life; `max_json_bytes` bounds any JSON body.
    `cache` is the folder of the disk cache, which never holds more than `cache_bytes`; `send_files` is one of `SENDERS`.
    `territory_header` in lower case, "" where no edge tells it; `edge_secret` is what our own edge sends in `Vitrine-Edge`;
    its requests are counted from its own log where `log_places` names any. Links to `journey_sites` may carry a token. `smtp_url` is the mail server's, "" for none.
    `two_factors` says whom the house asks for a second factor, `provider` by whom people may sign in besides.
    """

    base_url: str
    secret_key: str = field(repr=False)
    session_seconds: int = 14 * 86_400
    max_json_bytes: int = 2_000_000
    locale: str = "fr"
    trusted_proxies: int = 0
    cache: Path | None = None
    cache_bytes: int = 0
    send_files: str = "vitrine"
    territory_header: str = ""
    cdn_cache_control: str = ""
    edges: str = field(default="", repr=False)
    edge_secret: str = field(default="", repr=False)
    outgoing_allow: str = ""
    log_places: str = field(default="", repr=False)
    journey_sites: tuple[str, ...] = ()
    smtp_url: str = field(default="", repr=False)
    mail_from: str = ""
    two_factors: str = "nobody"
    provider: ProviderSettings | None = None

    @property
    def is_secure(self) -> bool:
        """Tell whether the outside world reaches us over TLS."""
        return self.base_url.startswith("https://")


def read_directives(text: str) -> Directives:
    """Read what a setting says for `CDN-Cache-Control` (RFC 9213); empty for none, `Invalid` for what no edge would read."""
    words = []
    for part in text.split(",") if text.strip() else ():
        match = _WORD.fullmatch(part.strip())
        name, seconds = match.groups() if match else ("", None)
        if name not in (_WITHOUT if seconds is None else _WITH_SECONDS):
            allowed = ", ".join([*(f"{each}=SECONDS" for each in _WITH_SECONDS), *_WITHOUT])
            raise Invalid(f"CDN-Cache-Control may hold {allowed}; not {part.strip()!r}.")
        words.append((name, None if seconds is None else int(seconds)))
    return tuple(words)
