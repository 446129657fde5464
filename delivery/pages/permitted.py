"""Who may be shown a page about a file: whoever may fetch the file, asked in the same place."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import anyio.to_thread
import sqlalchemy as sa
from starlette.requests import Request
from starlette.responses import Response

from dam.away import as_unavailable
from dam.errors import Forbidden, NotFound, NotSignedIn, Unavailable
from delivery.files.answer import FileServer
from delivery.files.asked import Asked, read_asked
from delivery.files.choose import choose_file
from delivery.files.edge import EDGE, worded_for_edge
from delivery.files.freshness import longest, policy_of, time_left, worded
from delivery.files.parse import ImmutableUrl, StableUrl
from delivery.files.permit import Grant
from delivery.files.refusal import Refusal, unavailable
from delivery.house import House, house_of
from delivery.identify import identity_of
from delivery.pages.shown import Address
from delivery.signing.keys import signing_key
from delivery.signing.settings import USUAL_SECONDS, SigningSettings
from delivery.signing.signature import UrlKey, sign_target
from delivery.signing.signed_urls import key_of_page
from delivery.signing.spelling import spell_query
from delivery.urls import embed_path


@dataclass(frozen=True, slots=True)
class Permitted:
    """A request about a file that may be shown: the file's stable URL, who owns it, and how its parts are addressed.

    `framed` makes the address of the page for an `iframe`; `is_signed`: all addresses are signed.
    """

    request: Request
    house: House
    asked: Asked
    url: StableUrl
    grant: Grant
    address: Address
    framed: Address
    is_signed: bool

    @property
    def cache_control(self) -> str:
        """How long others may keep the answer: as long as that of the stable URL."""
        policy = policy_of(
            self.url, is_private=self.grant.is_private, is_territorial=self.grant.is_territorial
        )
        left, _ = time_left(self.grant.owner, self.asked.now, longest(policy))
        until = self.grant.until
        if until is not None:
            left = until - self.asked.now if left is None else min(left, until - self.asked.now)
        return worded(policy, left).decode()


async def permit(request: Request, asked_for: StableUrl | ImmutableUrl) -> Permitted:
    """Ask whether the file may be shown; raise the `Refusal` that its own URL would answer."""
    files: FileServer = request.app.state.files
    house = house_of(request)
    asked = read_asked(request.scope, house.settings, house.core.now())
    resolution, grant = await files.finder.look_up(asked, asked_for)
    file, _ = choose_file(resolution.of(grant.owner), "", "*/*")
    url = (
        asked_for
        if isinstance(asked_for, StableUrl)
        else StableUrl(file.channel, file.preset, "", file.asset_id, "")
    )
    until = grant.until or asked.now.replace(microsecond=0) + timedelta(seconds=USUAL_SECONDS)
    base_url = house.settings.base_url
    key = None
    if grant.is_private:
        key = await anyio.to_thread.run_sync(_key, request, house, grant, url, until)
    address = partial(_plain, base_url) if key is None else partial(_signed, base_url, key, until)
    return Permitted(
        request,
        house,
        asked,
        url,
        grant,
        address=lambda path: address(path, {}),
        framed=lambda path: address(path, {"page": "1"}),
        is_signed=key is not None,
    )


def refused(request: Request, error: Refusal | Unavailable) -> Response:
    """Answer what a file's URL would answer."""
    refusal = unavailable(str(error), error.retry_after) if isinstance(error, Unavailable) else error
    headers, body = refusal.headers_and_body()
    answer = Response(body, refusal.status)
    answer.raw_headers = headers
    return for_edge(request, answer)


def for_edge(request: Request, answer: Response) -> Response:
    """Word an answer for a cache of our own in front, where one asks: dark there as soon as the file is."""
    if EDGE.decode() in request.headers:
        answer.raw_headers = worded_for_edge(answer.status_code, answer.raw_headers)
    return answer


def _key(request: Request, house: House, grant: Grant, url: StableUrl, until: datetime) -> UrlKey | None:
    """Return the key that signs the addresses inside a private page, for whoever may sign or holds a signature (blocks)."""
    settings = SigningSettings(house.settings.base_url, house.settings.secret_key)
    path = embed_path(url.channel, url.preset, url.variant, url.asset_id)
    try:
        if grant.until is not None:
            return signing_key(house.core, settings.secret_key)
        return key_of_page(
            house.core, identity_of(request).caller, grant.owner.asset_id, path, until, settings
        )
    except (NotSignedIn, Forbidden, NotFound):
        return None
    except sa.exc.SQLAlchemyError as error:
        raise as_unavailable(error) from error


def _plain(base_url: str, path: str, parameters: Mapping[str, str]) -> str:
    return base_url + path + (f"?{spell_query(parameters)}" if parameters else "")


def _signed(base_url: str, key: UrlKey, until: datetime, path: str, parameters: Mapping[str, str]) -> str:
    return base_url + sign_target(key, path, until, parameters)
