"""Tokens: keys for machines, shown once."""

from datetime import datetime, timedelta

from starlette.responses import Response

from admin_ui.brand_words import brand_words
from admin_ui.render import render
from admin_ui.visit import Visit
from dam.accounts.access.brands import list_brands
from dam.accounts.caller import Role
from dam.accounts.policy import SCOPES
from dam.accounts.tokens import create_token, list_tokens, revoke_token

LIVES = (30, 90, 365)
"""Days that a token may be given."""


def tokens_page(visit: Visit) -> Response:
    """List what is in use."""
    return _show(visit, "", "")


def _show(visit: Visit, secret: str, name: str) -> Response:
    highest = visit.caller.highest_role
    roles = [role for role in Role if highest is not None and highest.includes(role)]
    tokens = list_tokens(visit.core, visit.caller)
    values = {
        "tokens": tokens,
        "roles": roles,
        "scopes": list(SCOPES),
        "brands": brand_words(visit, list_brands(visit.core, visit.caller)),
        "lives": LIVES,
        "secret": secret,
        "new_name": name,
        "now": visit.core.now(),
    }
    return render(visit, "tokens.html", values)


def create_form(visit: Visit) -> Response:
    """Make a token and show its secret, this once."""
    days = visit.text("days")
    expires_at: datetime | None = None
    if days.isdecimal() and int(days) in LIVES:
        expires_at = visit.core.now() + timedelta(days=int(days))
    token, secret = create_token(
        visit.core,
        visit.caller,
        name=visit.text("name"),
        role=visit.text("role"),
        expires_at=expires_at,
        scopes=visit.texts("scopes"),
        brand_id=visit.text("brand") or None,
    )
    return _show(visit, secret, token.name)


def revoke_form(visit: Visit) -> Response:
    """Make a token useless at once."""
    revoke_token(visit.core, visit.caller, visit.request.path_params["token_id"])
    return visit.go("/tokens", visit.say("The token is revoked."))
