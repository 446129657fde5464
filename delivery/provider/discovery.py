"""What the provider says of itself (OpenID Connect Discovery 1.0), and its keys: read once, kept for a while."""

import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet, import_key

from delivery.outgoing.client import Client, Refused, Unreachable
from delivery.provider.trouble import ProviderTrouble

NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")

MOST_KEYS = 100

KEPT_SECONDS = 3600.0
"""How long endpoints and keys are believed; keys are read again sooner when one is unknown."""

LEAST_SECONDS = 30.0
"""How soon after a reading an unknown key makes us read again, so that nobody makes us ask without end."""


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where the provider is asked; `takes_basic` tells how it wants our secret."""

    authorization: str
    token: str
    keys: str
    userinfo: str
    end_session: str
    takes_basic: bool


class Discovery:
    """Endpoints and keys of one issuer, read by the guarded client."""

    def __init__(self, client: Client, issuer: str) -> None:
        self._client, self._issuer = client, issuer
        self._lock = threading.Lock()
        self._endpoints: tuple[float, Endpoints] | None = None
        self._keys: tuple[float, KeySet] | None = None

    def endpoints(self) -> Endpoints:
        """Return the endpoints, or raise `ProviderTrouble` in one sentence."""
        with self._lock:
            if self._endpoints is None or time.monotonic() - self._endpoints[0] > KEPT_SECONDS:
                self._endpoints = (time.monotonic(), self._read_endpoints())
            return self._endpoints[1]

    def keys(self, *, is_missed: bool = False) -> KeySet:
        """Return the keys that the provider signs with; `is_missed`: one was not among those kept."""
        url = self.endpoints().keys
        with self._lock:
            age = time.monotonic() - self._keys[0] if self._keys else KEPT_SECONDS
            if self._keys is None or age >= (LEAST_SECONDS if is_missed else KEPT_SECONDS):
                self._keys = (time.monotonic(), self._read_keys(url))
            return self._keys[1]

    def _read_endpoints(self) -> Endpoints:
        said = fetch_json(self._client, self._issuer.rstrip("/") + "/.well-known/openid-configuration")
        if said.get("issuer") != self._issuer:
            raise ProviderTrouble(
                "The identity provider calls itself something else than VITRINE_OIDC_ISSUER."
            )
        entrance, token, keys = (_url(said, name, self._issuer) for name in NEEDED)
        if not (entrance and token and keys):
            raise ProviderTrouble("The identity provider does not say where it is asked.")
        ways = said.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        return Endpoints(
            authorization=entrance,
            token=token,
            keys=keys,
            userinfo=_url(said, "userinfo_endpoint", self._issuer),
            end_session=_url(said, "end_session_endpoint", self._issuer),
            takes_basic=isinstance(ways, list) and "client_secret_basic" in ways,
        )

    def _read_keys(self, url: str) -> KeySet:
        said = fetch_json(self._client, url)
        listed = said.get("keys")
        keys = [key for each in listed[:MOST_KEYS] if (key := _key(each))] if isinstance(listed, list) else []
        if not keys:
            raise ProviderTrouble("The keys of the identity provider cannot be read.")
        return KeySet(keys)


def _url(said: Mapping[str, Any], name: str, issuer: str) -> str:
    """Return an endpoint, "" for none; what a provider over TLS names is over TLS, too."""
    value = said.get(name)
    schemes = ("https",) if issuer.startswith("https:") else ("https", "http")
    return value if isinstance(value, str) and urlsplit(value).scheme in schemes else ""


def _key(listed: object) -> Key | None:
    """Read one key, or nothing: among those published there may be some of kinds that nobody here needs."""
    if not isinstance(listed, dict):
        return None
    try:
        return import_key(listed)
    except (JoseError, KeyError, TypeError, ValueError, AttributeError):
        return None


def fetch_json(
    client: Client,
    url: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
) -> dict[str, Any]:
    """Return the JSON object at a URL of the provider; anything else is `ProviderTrouble`, without what was sent."""
    try:
        answer = client.call(
            method, url, headers={"Accept": "application/json", **(headers or {})}, body=body
        )
    except (Refused, Unreachable) as error:
        raise ProviderTrouble(f"The identity provider cannot be reached: {error}") from error
    try:
        said = json.loads(answer.body) if answer.is_whole else None
    except (ValueError, RecursionError):
        said = None
    if answer.status == 200 and isinstance(said, dict):
        return said
    reason = said.get("error") if isinstance(said, dict) else ""
    told = (
        f" ({reason[:60]})"
        if isinstance(reason, str) and reason.isascii() and reason.isprintable() and reason
        else ""
    )
    raise ProviderTrouble(f"The identity provider answered {answer.status}{told}.")
