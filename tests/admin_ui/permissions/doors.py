"""The door of a house: its pages asked as anybody, in the process and without a network."""

import asyncio
import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import sqlalchemy as sa
from starlette.applications import Starlette

from admin_ui.flash import COOKIE
from admin_ui.routes import routes
from dam.accounts.models import AuditEntry
from delivery.api.routes import routes as api_routes
from tests.admin_ui.houses import ORIGIN, Home
from tests.admin_ui.permissions.bodies import BODIES, FILES, address, filled
from tests.admin_ui.permissions.people import Visitor

REFUSAL = "This needs the role"
"""How the policy's sentence begins (`dam.accounts.policy.refusal_of`)."""

PARTS = ("/progress", "/receipt")
"""What pages ask for by themselves, and nobody opens."""

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}
"""Sent by the script of the pages: a refused form has its own status then, where else it leads back with a message."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How somebody was received; `said` is the message for the next page, with which some forms refuse."""

    status: int
    location: str
    said: str
    text: str

    def __str__(self) -> str:
        """Say the status, and the message or where it leads."""
        return " ".join(filter(None, (str(self.status), self.said, self.location)))

    @property
    def is_refused(self) -> bool:
        """Tell whether it was not theirs to see or to do: by the status, or in words on the next page."""
        return self.status in (401, 403, 404) or REFUSAL in self.said


class Door:
    """The pages and the API of one house, for everybody who may come."""

    def __init__(self, home: Home, visitors: Mapping[str, Visitor], runner: asyncio.Runner) -> None:
        self.home, self._visitors, self._runner = home, visitors, runner
        app = Starlette(routes=[*api_routes(), *routes()])
        app.state.house = home.house
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        self._client = httpx.AsyncClient(transport=transport, base_url=ORIGIN)

    def ask(self, who: str, route: str, things: Mapping[str, str], *, is_part: bool = False) -> Answer:
        """Open a page, or send a form as small as it may be; `route` is a method and a path of `admin_ui/routes.py`.

        With `is_part` a page is asked for as its scripts do, so that a refusal is drawn without what surrounds it.
        """
        method, path = route.split(" ")
        url = address(route, things)
        if method == "GET":
            return self.open(who, url, is_part=is_part or path.endswith(PARTS))
        files = {"file": FILES[path]} if path in FILES else None
        return self.send(
            who, url, {name: filled(text, things) for name, text in BODIES.get(path, {}).items()}, files
        )

    def open(self, who: str, url: str, *, is_part: bool = False) -> Answer:
        """Open an address."""
        return self._exchange("GET", url, who, is_part=is_part)

    def send(
        self,
        who: str,
        url: str,
        fields: Mapping[str, object],
        files: Mapping[str, tuple[str, bytes]] | None = None,
    ) -> Answer:
        """Send a form."""
        sent = {"csrf_token": self._visitors[who].csrf_token, **fields}
        return self._exchange("POST", url, who, is_part=True, data=sent, files=files)

    def count_changes(self) -> int:
        """Return how many lines the audit trail has."""
        with self.home.core.db.read() as session:
            return session.scalar(sa.select(sa.func.count()).select_from(AuditEntry)) or 0

    def close(self) -> None:
        """Leave."""
        self._runner.run(self._client.aclose())

    def _exchange(self, method: str, url: str, who: str, *, is_part: bool, **more: Any) -> Answer:
        headers = {"Cookie": self._visitors[who].cookie, **(PART if is_part and who != "nobody" else {})}
        response = self._runner.run(self._client.request(method, url, headers=headers, **more))
        self._client.cookies.clear()
        location = response.headers.get("location", "")
        return Answer(response.status_code, location, _said(response), response.text)


def _said(response: httpx.Response) -> str:
    value = response.cookies.get(COOKIE)
    return str(json.loads(base64.urlsafe_b64decode(value.strip('"')))[0]) if value else ""
