"""Signing in by the identity provider: away to it, and back with what it says."""

from starlette.responses import RedirectResponse, Response

from admin_ui.pages.sign_in import cookie_of, device_of, set_cookie, show_sign_in
from admin_ui.visit import Visit, safe_path
from dam.accounts.by_provider import Admission, admit, send_away, take_back
from dam.accounts.caller import Role
from dam.errors import NotFound, NotSignedIn
from delivery.identify import account_settings
from delivery.provider.open import Provider, open_provider
from delivery.provider.trouble import ProviderTrouble
from delivery.settings import ProviderSettings

BACK = "/sign-in/provider/back"


def _n(sentence: str) -> str:
    return sentence


SENTENCES = (
    _n("This sign-in was begun in another window or too long ago; begin again."),
    _n("This account is disabled; ask an admin of the house."),
    _n("The identity provider told no e-mail; ask its admin to release the claim email."),
    _n("The identity provider has not verified your e-mail; verify it there first."),
    _n("The identity provider told an e-mail that is none."),
    _n("The identity provider sent no ID token; is the scope openid granted?"),
    _n("What the identity provider sent is not to be believed; begin again."),
    _n("The identity provider does not say who you are."),
    _n("You were not signed in: the identity provider said no."),
)
"""What can go wrong, as the core says it; those that name somebody or something are said in English."""


def provider_page(visit: Visit) -> Response:
    """Send the browser to the provider."""
    wanted = safe_path(visit.request.query_params.get("next", ""))
    if visit.caller.is_somebody:
        return visit.go(wanted or "/")
    provider = _provider(visit)
    sent = send_away(visit.core, wanted)
    try:
        response = RedirectResponse(provider.entrance(sent, _back(visit)), 303)
    except ProviderTrouble as trouble:
        return _refuse(visit, trouble, 503)
    is_secure = visit.house.settings.is_secure
    response.set_cookie(
        _cookie(visit), sent.secret, max_age=600, path="/", secure=is_secure, httponly=True, samesite="lax"
    )
    return response


def provider_back_page(visit: Visit) -> Response:
    """Take somebody back from the provider, or say on the sign-in page why not."""
    asked = visit.request.query_params
    settings = visit.house.settings
    try:
        sent = take_back(visit.core, visit.request.cookies.get(_cookie(visit), ""), asked.get("state", ""))
        if asked.get("error") or not asked.get("code"):
            raise NotSignedIn("You were not signed in: the identity provider said no.")
        provider = _provider(visit)
        claims = provider.claims_of(asked["code"], sent, _back(visit))
        signed_in = admit(
            visit.core,
            claims,
            _admission(provider.settings),
            account_settings(settings),
            device=device_of(visit),
            former=cookie_of(visit),
        )
    except ProviderTrouble as trouble:
        return _refuse(visit, trouble, 503)
    except NotSignedIn as refusal:
        return _refuse(visit, refusal, 401)
    response = visit.go(sent.back or "/")
    set_cookie(visit, response, signed_in)
    response.delete_cookie(_cookie(visit), path="/", secure=settings.is_secure, httponly=True, samesite="lax")
    return response


def _refuse(visit: Visit, error: Exception, status: int) -> Response:
    return show_sign_in(visit, sentence=visit.say(str(error)), status=status)


def _provider(visit: Visit) -> Provider:
    settings = visit.house.settings
    if settings.provider is None:
        raise NotFound("This house has no identity provider.")
    return open_provider(settings.provider, settings.outgoing_allow)


def _back(visit: Visit) -> str:
    return visit.house.settings.base_url + BACK


def _cookie(visit: Visit) -> str:
    return "__Host-vitrine-visit" if visit.house.settings.is_secure else "vitrine_visit"


def _admission(settings: ProviderSettings) -> Admission:
    return Admission(settings.domains, {name: Role(role) for name, role in settings.roles})
