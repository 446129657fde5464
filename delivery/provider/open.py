"""The provider of a house: where people are sent, and what is believed of what they bring back."""

import base64
import json
import logging
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from dam.accounts.by_provider import Claims, Sent
from dam.errors import NotSignedIn
from delivery.outgoing.client import Client, Limits
from delivery.outgoing.guard import Allowed, read_networks
from delivery.provider.discovery import Discovery, fetch_json
from delivery.settings import ProviderSettings

LOG = logging.getLogger(__name__)

ALGORITHMS = (
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "EdDSA",
    "Ed25519",
)
"""Signatures that only the provider can make: neither `none` nor one by a secret that we share."""

LEEWAY = 60
"""Seconds by which clocks may differ."""

MOST_GROUPS = 500

_LIMITS = Limits(body_bytes=256 * 1024)


class Provider:
    """One identity provider, asked by the guarded client."""

    def __init__(self, settings: ProviderSettings, client: Client) -> None:
        self.settings = settings
        self._client = client
        self._discovery = Discovery(client, settings.issuer)

    def check(self) -> None:
        """Raise `ProviderTrouble` in one sentence when the provider does not answer."""
        self._discovery.keys()

    def entrance(self, sent: Sent, redirect_uri: str) -> str:
        """Return where a browser is sent (RFC 6749, 4.1.1, with PKCE, RFC 7636)."""
        url: str = prepare_grant_uri(
            self._discovery.endpoints().authorization,
            self.settings.client_id,
            "code",
            redirect_uri,
            self.settings.scopes,
            sent.state,
            nonce=sent.nonce,
            code_challenge=create_s256_code_challenge(sent.verifier),
            code_challenge_method="S256",
        )
        return url

    def exit(self, back: str) -> str:
        """Return where a browser is sent to sign out there as well (RP-Initiated Logout 1.0), "" for nowhere."""
        url = self._discovery.endpoints().end_session
        if not url:
            return ""
        asked = urlencode({"client_id": self.settings.client_id, "post_logout_redirect_uri": back})
        return f"{url}{'&' if '?' in url else '?'}{asked}"

    def claims_of(self, code: str, sent: Sent, redirect_uri: str) -> Claims:
        """Turn a code into what the provider says of somebody.

        `ProviderTrouble` when it does not answer, `NotSignedIn` when what it says is not to be believed.
        """
        tokens = self._exchange(code, sent.verifier, redirect_uri)
        claims = self._validated(tokens, sent.nonce)
        said = {**self._userinfo(tokens, claims), **claims}
        return Claims(
            issuer=self.settings.issuer,
            subject=str(claims["sub"])[:255],
            email=_text(said.get("email")),
            is_verified=said.get("email_verified") in (True, "true"),
            name=_text(said.get("name")) or _text(said.get("preferred_username")),
            locale=_text(said.get("locale"))[:2],
            groups=_groups(said, self.settings.groups_claim),
        )

    def _exchange(self, code: str, verifier: str, redirect_uri: str) -> dict[str, Any]:
        settings, endpoints = self.settings, self._discovery.endpoints()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if settings.client_secret and endpoints.takes_basic:
            pair = f"{quote(settings.client_id, safe='')}:{quote(settings.client_secret, safe='')}"
            headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
        else:
            form["client_id"] = settings.client_id
            if settings.client_secret:
                form["client_secret"] = settings.client_secret
        body = urlencode(form).encode()
        return fetch_json(self._client, endpoints.token, method="POST", headers=headers, body=body)

    def _validated(self, tokens: Mapping[str, Any], nonce: str) -> dict[str, Any]:
        """Hold the ID token to OpenID Connect Core 1.0, 3.1.3.7: signature, issuer, audience, times, nonce, at_hash."""
        text = tokens.get("id_token")
        if not isinstance(text, str):
            raise NotSignedIn("The identity provider sent no ID token; is the scope openid granted?")
        try:
            token = self._decode(text)
            options = {
                "iss": {"essential": True, "value": self.settings.issuer},
                "aud": {"essential": True, "value": self.settings.client_id},
            }
            params = {
                "nonce": nonce,
                "client_id": self.settings.client_id,
                "access_token": tokens.get("access_token"),
            }
            claims = CodeIDToken(token.claims, token.header, options, params)
            claims.validate(leeway=LEEWAY)
        except (JoseError, ValueError, TypeError, KeyError, RecursionError) as error:
            LOG.warning("an ID token was not believed: %s", type(error).__name__)
            raise NotSignedIn(
                "What the identity provider sent is not to be believed; begin again."
            ) from error
        if not isinstance(claims["sub"], str) or not claims["sub"]:
            raise NotSignedIn("The identity provider does not say who you are.")
        return dict(claims)

    def _decode(self, text: str) -> jwt.Token:
        keys = self._discovery.keys()
        if not _knows(keys, text):
            keys = self._discovery.keys(is_missed=True)
        return jwt.decode(text, keys, algorithms=list(ALGORITHMS))

    def _userinfo(self, tokens: Mapping[str, Any], claims: Mapping[str, Any]) -> dict[str, Any]:
        """Ask for what the ID token leaves out; the answer counts for the same subject only (5.3.2)."""
        url, token = self._discovery.endpoints().userinfo, tokens.get("access_token")
        wanted = {"email", "email_verified", "name", self.settings.groups_claim}
        if not url or not isinstance(token, str) or wanted <= set(claims):
            return {}
        said = fetch_json(self._client, url, headers={"Authorization": f"Bearer {token}"})
        if said.get("sub") != claims["sub"]:
            raise NotSignedIn("What the identity provider sent is not to be believed; begin again.")
        return said


@lru_cache(maxsize=8)
def open_provider(settings: ProviderSettings, outgoing_allow: str) -> Provider:
    """Return the provider of a house; its own host may be called wherever it stands, since the operator has named it."""
    parts = urlsplit(settings.issuer)
    port = parts.port or {"http": 80, "https": 443}[parts.scheme]
    allowed = Allowed(read_networks(outgoing_allow), frozenset({((parts.hostname or "").lower(), port)}))
    return Provider(settings, Client(allowed, limits=_LIMITS))


def _knows(keys: KeySet, text: str) -> bool:
    head = text.split(".", 1)[0]
    try:
        said = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
        kid = said.get("kid")
    except (ValueError, AttributeError, RecursionError):
        return True  # what cannot be read is refused with the keys there are
    return kid is None or any(key.kid == kid for key in keys.keys)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _groups(said: Mapping[str, Any], claim: str) -> frozenset[str]:
    value = said.get(claim)
    listed = value if isinstance(value, list) else [value]
    return frozenset(each for each in listed[:MOST_GROUPS] if isinstance(each, str) and each)
