"""What the provider sends is believed only when it is its word, for us, for this sign-in, and not past."""

import base64
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from dam.accounts.by_provider import Sent
from dam.errors import NotSignedIn
from delivery.outgoing.client import Answer, Client, Unreachable
from delivery.provider.open import Provider
from delivery.provider.trouble import ProviderTrouble
from delivery.settings import ProviderSettings

ISSUER = "https://id.example.org"
KEY = RSAKey.generate_key(2048, {"kid": "first"})
OTHER = RSAKey.generate_key(2048, {"kid": "first"})
SENT = Sent("secret", "state", "the nonce", "the verifier")
SETTINGS = ProviderSettings(ISSUER, "vitrine", "hush")


def id_token(key: RSAKey = KEY, alg: str = "RS256", **other: Any) -> str:
    now = int(time.time())
    claims = {
        "iss": ISSUER,
        "sub": "ada",
        "aud": "vitrine",
        "iat": now,
        "exp": now + 300,
        "nonce": SENT.nonce,
        "email": "ada@example.org",
        "email_verified": True,
        "name": "Ada",
        "groups": ["a", 3, ""],
    } | other
    return jwt.encode(
        {"alg": alg, "kid": key.kid},
        {name: value for name, value in claims.items() if value is not None},
        key,
    )


def unsigned() -> str:
    _head, body, _signature = id_token().split(".")
    return ".".join((_packed(b'{"alg":"none"}'), body, ""))


def signed_with_what_is_public() -> str:
    """Use the public key as the secret of an HMAC, the oldest trick with these tokens."""
    head = _packed(b'{"alg":"HS256","kid":"first"}')
    _head, body, _signature = id_token().split(".")
    signature = hmac.digest(KEY.as_pem(private=False), f"{head}.{body}".encode(), "sha256")
    return ".".join((head, body, _packed(signature)))


def _packed(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def tampered() -> str:
    head, body, signature = id_token().split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    forged = _packed(json.dumps(claims | {"sub": "root"}).encode())
    return ".".join((head, forged, signature))


@dataclass
class Said:
    """A provider that says what it is told to; `asked` is what came."""

    tokens: dict[str, Any] = field(default_factory=dict)
    keys: list[RSAKey] = field(default_factory=lambda: [KEY])
    discovery: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    asked: list[tuple[str, bytes | None]] = field(default_factory=list)

    def call(self, method: str, url: str, *, headers: dict[str, str], body: bytes | None = None) -> Answer:
        """Answer as a client would."""
        del headers
        self.asked.append((f"{method} {url}", body))
        told = {
            "/.well-known/openid-configuration": {
                "issuer": ISSUER,
                "authorization_endpoint": f"{ISSUER}/in",
                "token_endpoint": f"{ISSUER}/token",
                "jwks_uri": f"{ISSUER}/keys",
                "userinfo_endpoint": f"{ISSUER}/me",
            }
            | self.discovery,
            "/keys": {"keys": [key.as_dict(private=False) for key in self.keys] + [{"kty": "odd"}]},
            "/token": self.tokens,
            "/me": self.userinfo,
        }[url.removeprefix(ISSUER)]
        return Answer(200, {}, json.dumps(told).encode())


def provider_of(said: Any) -> Provider:
    return Provider(SETTINGS, said)


def claims_of(said: Said) -> Any:
    return provider_of(said).claims_of("the code", SENT, "https://house.example.org/back")


def test_a_good_token_is_read_and_the_verifier_is_shown() -> None:
    said = Said({"id_token": id_token(), "access_token": "a"})
    claims = claims_of(said)
    assert (claims.subject, claims.email, claims.is_verified, claims.groups) == (
        "ada",
        "ada@example.org",
        True,
        {"a"},
    )
    body = next(body for asked, body in said.asked if asked.endswith("/token"))
    assert body is not None
    assert b"code_verifier=the+verifier" in body
    assert b"hush" not in body  # the secret travels in the header where the provider takes it there


@pytest.mark.parametrize(
    "make",
    [
        tampered,
        unsigned,
        signed_with_what_is_public,
        lambda: id_token(OTHER),
        lambda: id_token(iss="https://evil.example"),
        lambda: id_token(aud="another"),
        lambda: id_token(aud=["vitrine", "another"]),
        lambda: id_token(azp="another"),
        lambda: id_token(exp=int(time.time()) - 3600),
        lambda: id_token(exp=None),
        lambda: id_token(iat=int(time.time()) + 3600),
        lambda: id_token(nonce="another"),
        lambda: id_token(nonce=None),
        lambda: id_token(sub=None),
        lambda: id_token(sub=7),
        lambda: id_token(at_hash="wrong"),
        lambda: "no token",
        lambda: "",
        lambda: "." * 5000,
        lambda: 7,
    ],
)
def test_what_is_not_to_be_believed_opens_nothing(make: Callable[[], object]) -> None:
    with pytest.raises(NotSignedIn):
        claims_of(Said({"id_token": make(), "access_token": "a"}))


def test_keys_are_read_again_when_one_is_new_and_not_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = 1000.0
    monkeypatch.setattr("delivery.provider.discovery.time.monotonic", lambda: moment)
    said = Said({"id_token": id_token(), "access_token": "a"})
    provider = provider_of(said)
    provider.check()
    fresh = RSAKey.generate_key(2048, {"kid": "second"})
    said.keys, said.tokens = [KEY, fresh], {"id_token": id_token(fresh), "access_token": "a"}
    with pytest.raises(NotSignedIn):
        provider.claims_of("c", SENT, "https://house.example.org/back")
    moment += 31
    assert provider.claims_of("c", SENT, "https://house.example.org/back").subject == "ada"
    assert sum(asked.endswith("/keys") for asked, _ in said.asked) == 2


def test_what_the_token_leaves_out_is_asked_for_and_counts_for_the_same_person_only() -> None:
    tokens = {"id_token": id_token(email=None, email_verified=None, groups=None), "access_token": "a"}
    said = Said(tokens, userinfo={"sub": "ada", "email": "a@example.org", "email_verified": True})
    assert claims_of(said).email == "a@example.org"
    with pytest.raises(NotSignedIn):
        claims_of(Said(tokens, userinfo={"sub": "eve", "email": "a@example.org", "email_verified": True}))


@pytest.mark.parametrize(
    ("discovery", "sentence"),
    [
        ({"issuer": "https://evil.example"}, "calls itself something else"),
        ({"token_endpoint": None}, "does not say where it is asked"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "does not say where it is asked"),
        ({"jwks_uri": "http://id.example.org/keys"}, "does not say where it is asked"),
    ],
)
def test_a_provider_that_says_nonsense_of_itself_is_not_used(
    discovery: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ProviderTrouble, match=sentence):
        provider_of(Said(discovery=discovery)).entrance(SENT, "https://house.example.org/back")


def test_a_provider_without_readable_keys_is_said_so() -> None:
    with pytest.raises(ProviderTrouble, match="keys of the identity provider cannot be read"):
        provider_of(Said(keys=[])).check()


class Away:
    """A provider that does not answer."""

    def call(self, *_asked: object, **_more: object) -> Answer:
        """Answer nothing."""
        raise Unreachable("Nobody answered.")


def test_a_provider_that_does_not_answer_is_said_in_one_sentence() -> None:
    with pytest.raises(ProviderTrouble, match="cannot be reached"):
        provider_of(Away()).check()


@pytest.mark.parametrize("issuer", ["http://127.0.0.2:1", "http://[::1]:1"])
def test_no_other_private_address_is_called(issuer: str) -> None:
    """What a provider names besides itself is vetted as every call to the outside is."""
    with pytest.raises(ProviderTrouble, match="cannot be reached"):
        Provider(ProviderSettings(issuer, "vitrine"), Client()).check()
