"""Every address of the pages that channels show."""

from starlette.routing import BaseRoute, Route

from delivery.pages.embed import embed
from delivery.pages.oembed import oembed
from delivery.pages.privacy import privacy
from delivery.pages.scan import scan

EMBED = "/d/{channel}/{preset}/{asset}/embed"


def routes() -> list[BaseRoute]:
    """Return the routes."""
    return [
        Route(EMBED, embed),
        Route("/oembed", oembed),
        Route("/q/{code:path}", scan),
        Route("/api/docs/privacy", privacy),
    ]
