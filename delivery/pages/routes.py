"""Every address of the pages that channels show."""

from starlette.routing import BaseRoute, Route

from delivery.pages.embed import embed
from delivery.pages.guests import portal_pages, share_pages
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
        Route("/s/{code}", share_pages.share_page, methods=["GET"]),
        Route("/s/{code}", share_pages.share_enter, methods=["POST"]),
        Route("/s/{code}/all.zip", share_pages.share_archive),
        Route("/s/{code}/upload", share_pages.share_upload, methods=["POST"]),
        Route("/s/{code}/assets/{asset_id}", share_pages.share_asset),
        Route("/s/{code}/files/{asset_id}/{name}", share_pages.share_file),
        Route("/p/{slug}", portal_pages.portal_page, methods=["GET"]),
        Route("/p/{slug}", portal_pages.portal_enter, methods=["POST"]),
        Route("/p/{slug}/assets/{asset_id}", portal_pages.portal_asset),
        Route("/p/{slug}/files/{asset_id}/{name}", portal_pages.portal_file),
    ]
