"""Who is asking: a machine by its token, a person by the cookie of a session, or nobody."""

from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection, Request

from dam.accounts.caller import ANONYMOUS, Caller
from dam.accounts.sessions import identify_session
from dam.accounts.settings import AccountSettings
from dam.accounts.tokens import identify_token
from dam.errors import NotSignedIn
from delivery.csrf import require_csrf
from delivery.house import house_of
from delivery.settings import DeliverySettings


@dataclass(frozen=True, slots=True)
class Identity:
    """`csrf_token` is what unsafe requests of this session must repeat; None for tokens and for nobody."""

    caller: Caller
    csrf_token: str | None = None

    @property
    def is_session(self) -> bool:
        """Tell whether a browser's cookie said who is asking."""
        return self.csrf_token is not None


NOBODY = Identity(ANONYMOUS)


def cookie_name(is_secure: bool) -> str:
    """Return the name of the session cookie; over TLS its prefix binds it to this host and to TLS."""
    return "__Host-vitrine" if is_secure else "vitrine"


def identity_of(request: HTTPConnection) -> Identity:
    """Ask the database who is asking (blocks: call it in a thread).

    An `Authorization` header wins over the cookie. A token that is wrong, revoked or expired raises `NotSignedIn`;
    a session that has ended is nobody.
    """
    house = house_of(request)
    authorization = request.headers.get("authorization")
    if authorization is not None:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise NotSignedIn("The Authorization header must look like: Bearer TOKEN.")
        return Identity(identify_token(house.core, token.strip()))
    secret = request.cookies.get(cookie_name(house.settings.is_secure), "")
    found = identify_session(house.core, secret, account_settings(house.settings)) if secret else None
    return NOBODY if found is None else Identity(*found)


def account_settings(settings: DeliverySettings) -> AccountSettings:
    """Return what the accounts need to know of our settings."""
    return AccountSettings(
        secret_key=settings.secret_key,
        session_seconds=settings.session_seconds,
        two_factors=settings.two_factors,
    )


async def signed_caller(request: Request) -> Caller:
    """Return who is asking; nobody raises `NotSignedIn`, a cookie without its CSRF token `Forbidden`."""
    identity = await run_in_threadpool(identity_of, request)
    if not identity.caller.is_somebody:
        raise NotSignedIn("Sign in, or send a token as Authorization: Bearer TOKEN.")
    if identity.csrf_token is not None:
        require_csrf(request, identity.csrf_token)
    return identity.caller
