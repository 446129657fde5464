"""One request to a page: who is here, how they see it, and what they sent."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from admin_ui.flash import Flash, put_flash
from admin_ui.language import Speech
from dam.accounts.caller import Caller
from dam.accounts.policy import Action, may_on, may_somewhere
from dam.assets.collection_views import CollectionView
from dam.assets.views import AssetView
from dam.core import Core
from delivery.house import House


@dataclass(frozen=True)
class Visit:
    """What a page function is given. `form` is empty unless something was posted."""

    request: Request
    house: House
    caller: Caller
    csrf_token: str
    locale: str
    theme: str
    form: FormData

    @property
    def core(self) -> Core:
        """The core functions' first argument."""
        return self.house.core

    @cached_property
    def speech(self) -> Speech:
        """The voice of the page's language."""
        return Speech(self.locale)

    def say(self, sentence: str, **values: object) -> str:
        """Translate a sentence."""
        return self.speech.say(sentence, **values)

    def may(self, action: Action) -> bool:
        """Tell whether to show what leads to an action; the core asks again."""
        return may_somewhere(self.caller, action)

    def may_with(self, action: Action, asset: AssetView) -> bool:
        """Tell whether to show what leads to an action on this asset; the core asks again."""
        return may_on(self.caller, action, asset.brand_id, asset.collections)

    def may_edit_collection(self, collection: CollectionView) -> bool:
        """Tell whether to show what changes a collection: one's own, or one over which one may edit; the core asks again."""
        is_own = collection.owner_id == self.caller.id and self.may(Action.ORGANISE)
        return is_own or may_on(self.caller, Action.EDIT_ANY, "", (collection.id,))

    @property
    def is_partial(self) -> bool:
        """Tell whether htmx asks for a part of a page."""
        return self.request.headers.get("hx-request-type") == "partial"

    def text(self, name: str, default: str = "") -> str:
        """Return a posted text without surrounding spaces."""
        value = self.form.get(name, default)
        return value.strip() if isinstance(value, str) else default

    def texts(self, name: str) -> list[str]:
        """Return every posted text of a name that is not empty."""
        return [
            value.strip() for value in self.form.getlist(name) if isinstance(value, str) and value.strip()
        ]

    def go(self, url: str, message: str = "", *, is_bad: bool = False) -> Response:
        """Send the browser on after a form, with a message for the next page."""
        response = RedirectResponse(url, 303)
        if message:
            put_flash(response, Flash(message, is_bad))
        return response

    def back(self, default: str, message: str = "", *, is_bad: bool = False) -> Response:
        """Send the browser back to the page of the form: only ever to a path of this house."""
        return self.go(
            safe_path(self.text("back")) or self._referring_path() or default, message, is_bad=is_bad
        )

    def _referring_path(self) -> str:
        parts = urlsplit(self.request.headers.get("referer", ""))
        if parts.netloc != self.request.headers.get("host"):
            return ""
        return safe_path(parts.path + (f"?{parts.query}" if parts.query else ""))


def safe_path(url: str) -> str:
    """Return a URL that is a plain path of this house, else nothing: a redirect never leaves it."""
    is_path = (
        url.startswith("/") and not url.startswith(("//", "/\\")) and "\n" not in url and "\r" not in url
    )
    return url if is_path and len(url) < 2000 else ""
