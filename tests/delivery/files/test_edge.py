"""What a cache of our own in front is told of every kind of answer."""

import pytest

from delivery.files.edge import worded_for_edge

SECOND = b"public, max-age=1, stale-while-revalidate=1"


@pytest.mark.parametrize(
    ("status", "policy", "told"),
    [
        (200, b"public, max-age=30, stale-while-revalidate=60", SECOND),
        (206, b"public, max-age=31536000, immutable", SECOND),
        (304, b"public, max-age=2", SECOND),
        (200, b"public, max-age=1", b"public, max-age=1"),
        (404, b"no-store", b"max-age=1"),
        (410, b"no-store", b"max-age=1"),
        (451, b"no-store", b"max-age=1"),
    ],
)
def test_the_edge_keeps_for_a_second_and_passes_the_policy_on(
    status: int, policy: bytes, told: bytes
) -> None:
    headers = worded_for_edge(status, [(b"etag", b'"x"'), (b"cache-control", policy)])
    assert dict(headers) == {b"etag": b'"x"', b"cache-control": told, b"vitrine-cache-control": policy}
    assert len(headers) == 3


@pytest.mark.parametrize(
    ("status", "policy"),
    [
        (200, b"private, max-age=60"),
        (200, b"no-store"),
        (200, b"public, max-age=0"),
        (404, b"private, no-store"),
        (403, b"private, no-store"),
        (503, b"no-store"),
        (429, b"no-store"),
    ],
)
def test_what_is_for_one_asker_or_one_moment_stays_as_it_is(status: int, policy: bytes) -> None:
    headers = [(b"cache-control", policy)]
    assert worded_for_edge(status, headers) == headers


def test_what_the_edge_sends_from_its_own_disk_it_does_not_keep() -> None:
    headers = [
        (b"cache-control", b"public, max-age=30"),
        (b"x-accel-redirect", b"/_vitrine_files/store/ab/ab"),
    ]
    assert worded_for_edge(200, headers) == headers
