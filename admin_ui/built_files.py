"""The built front end: names with their content's hash, served for a year; and the few drawings of our own."""

import json
from functools import cache
from pathlib import Path

from markupsafe import Markup
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER = Path(__file__).parent / "static"
FOR_EVER = "public, max-age=31536000, immutable"
FOR_AN_HOUR = "public, max-age=3600"


class BuiltFiles(StaticFiles):
    """Static files; what carries its hash in its name never changes."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Serve one file with the caching its name allows."""
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = FOR_EVER if path.startswith("dist/") else FOR_AN_HOUR
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


def static_files() -> BuiltFiles:
    """Return the application that serves `/static`; the folder may be filled after the start."""
    return BuiltFiles(directory=FOLDER, check_dir=False)


@cache
def _manifest() -> dict[str, str]:
    path = FOLDER / "dist" / "manifest.json"
    return dict(json.loads(path.read_text())) if path.exists() else {}


def static_url(name: str) -> str:
    """Return the URL of a built file by its plain name: `main.js`, `main.css`, `icons.svg`."""
    return f"/static/dist/{_manifest().get(name, name)}"


def icon(name: str, words: str = "") -> Markup:
    """Draw an icon; `words` name it for people who do not see it, else it is decoration."""
    meaning = Markup('role="img" aria-label="{}"').format(words) if words else Markup('aria-hidden="true"')
    return Markup('<svg class="icon" {}><use href="{}#{}"/></svg>').format(
        meaning, static_url("icons.svg"), name
    )
