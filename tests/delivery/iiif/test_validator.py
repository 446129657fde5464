"""The cases of the public validator (`iiif-validator`) for level 2 of version 3.0, run over HTTP against the house."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from iiif_validator import validator
from starlette.applications import Starlette
from starlette.routing import Route

from delivery.iiif.server import PictureServer
from tests.delivery.api.serving import served
from tests.delivery.iiif.conftest import Front
from tests.delivery.iiif.pictures import add_picture, encoded, squares

SQUARES = "sqs67352ccc9mjhc"
VERSION = "3.0"

LEVEL = 3
"""The validator's word for what no level asks for; what we offer of it is held to it, too."""

NOT_OFFERED = {"format_jp2", "format_pdf", "format_tif", "format_gif", "rot_full_non90", "rot_region_non90"}
"""Optional at level 2, and not among what `info.json` says."""

NOT_MEANT = {"size_up", "size_noup"}
"""Where the validator and the specification differ, the house goes by the specification, and `test_pixels` tries the cases.

`size_up` expects `^max` to give 1000 pixels whatever `maxArea` says. `size_noup` expects 400 for `!2000,3000`, where 4.2 says
that the answer must be as large as possible but not larger than the region: a gallery's `!400,400` of a small picture is one.
"""

BROKEN = {"format_webp"}
"""Calls what Python 3 does not have; `test_pixels` asks for WebP."""

CASES = [
    name
    for name, facts in validator.TestSuite(validator.ValidationInfo()).list_tests(VERSION).items()
    if facts["level"] <= LEVEL and name not in NOT_OFFERED | NOT_MEANT | BROKEN
]


@pytest.fixture
def server(front: Front) -> Iterator[str]:
    """Host and port of the house over HTTP, with the validator's picture in it."""
    add_picture(front.house.core, SQUARES, encoded(squares()), (1000, 1000))
    app = Starlette()
    with served(app) as base:
        house = replace(front.house, settings=replace(front.house.settings, base_url=base))
        pictures = PictureServer(house)
        app.state.house = house
        app.router.routes.append(Route("/iiif/3/{rest:path}", pictures))
        yield base.removeprefix("http://")
        pictures.stop()


def test_the_validators_cases_for_level_2(server: str) -> None:
    assert len(CASES) >= 30, "the validator has fewer cases than it had"
    suite, wrong = validator.TestSuite(validator.ValidationInfo()), []
    for name in CASES:
        result = validator.ImageAPI(SQUARES, server, "iiif/3", version=VERSION, debug=False)
        suite.run_test(name, result)
        if result.exception:
            wrong.append(f"{name}: {result.exception} at {result.urls[-1:]}")
    assert not wrong, "\n".join(wrong)
