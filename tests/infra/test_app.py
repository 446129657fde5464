"""Which addresses go straight to the file server."""

import pytest

from infra.app import is_file


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/d/web/card/aaaaaaaaaaaaaaaa", True),
        ("/i/web/" + "0" * 64 + "/x.jpg", True),
        ("/o/aaaaaaaaaaaaaaaa/current/film.mov", True),
        ("/o/aaaaaaaaaaaaaaaa/current/embed", True),  # an original may bear any name
        ("/d/web/card/aaaaaaaaaaaaaaaa/embed", False),
        ("//d/web/card/aaaaaaaaaaaaaaaa", False),
        ("/oembed", False),
    ],
)
def test_files_need_no_router(path: str, *, expected: bool) -> None:
    assert is_file(path) is expected
