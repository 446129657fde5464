"""What a signature opens, and that nothing else does."""

import random
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.signing.signature import Checked, UrlKey, Verdict, check_signature, derive_secret, sign_target
from tests.delivery.signing.mutations import MUTATIONS
from tests.scale import many

NOW = datetime(2026, 3, 21, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
SECRET_KEY = "k" * 32
KEY = UrlKey("newest", derive_secret(SECRET_KEY, "newest"))
KEYS = {name: derive_secret(SECRET_KEY, name) for name in ("newest", "other")}

PATH = "/d/press/hero@1600w/aaaaaaaaaaaaaaaa-facade-d-ete.jpg"
TARGETS = (
    sign_target(KEY, PATH, LATER),
    sign_target(KEY, PATH, LATER, {"download": "1"}),
    sign_target(KEY, f"/i/press/{'0a' * 32}/façade d'été.webp", LATER),
    sign_target(KEY, "/o/aaaaaaaaaaaaaaaa/current/facade.tif", LATER, {"by": "colette"}),
)


def check(target: str, now: datetime = NOW) -> Checked:
    """Check a target as it goes over the wire."""
    path, _, query = target.partition("?")
    return check_signature(KEYS, path.encode(), query.encode(), now)


@pytest.mark.parametrize("target", TARGETS)
def test_what_was_signed_is_good_until_its_second(target: str) -> None:
    assert check(target) == Checked(Verdict.GOOD, LATER)
    assert check(target, LATER - timedelta(microseconds=1)).verdict is Verdict.GOOD
    assert check(target, LATER).verdict is Verdict.EXPIRED


def test_the_parameters_stand_in_the_order_of_their_names() -> None:
    _, _, query = TARGETS[3].partition("?")
    assert [part.partition("=")[0] for part in query.split("&")] == ["by", "expires", "key", "signature"]
    assert len(query.rpartition("=")[2]) == 43


def test_no_signature_is_neither_good_nor_bad() -> None:
    assert check(PATH).verdict is Verdict.UNSIGNED
    assert check(TARGETS[0].rpartition("&")[0]).verdict is Verdict.UNSIGNED


def test_a_key_that_is_not_believed_opens_nothing_and_says_nothing_of_the_time() -> None:
    signed = sign_target(UrlKey("retired", derive_secret(SECRET_KEY, "retired")), PATH, LATER)
    assert check(signed).verdict is Verdict.BAD
    assert check(signed, LATER).verdict is Verdict.BAD


def test_another_house_signs_otherwise() -> None:
    assert derive_secret("other" * 8, "newest") != KEY.secret
    signed = sign_target(UrlKey("newest", derive_secret("other" * 8, "newest")), PATH, LATER)
    assert check(signed).verdict is Verdict.BAD


def test_a_key_never_shows_its_secret() -> None:
    assert KEY.secret.hex() not in repr(KEY)
    assert "secret" not in repr(KEY)


@given(path=st.text(min_size=1, max_size=30), value=st.text(max_size=30))
def test_whatever_is_signed_is_found_good_again(path: str, value: str) -> None:
    try:
        path.encode(), value.encode()
    except UnicodeEncodeError:
        return
    signed = sign_target(KEY, "/d/" + path.replace("/", "-").replace(".", "-"), LATER, {"download": value})
    assert check(signed).verdict is Verdict.GOOD


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_noise_opens_nothing(path: bytes, query: bytes) -> None:
    assert check_signature(KEYS, path, query + b"&signature=", NOW).verdict is Verdict.BAD
    assert check_signature(KEYS, path, query, NOW).verdict in (Verdict.BAD, Verdict.UNSIGNED)


def test_no_mutation_of_a_good_url_is_accepted() -> None:
    chance = random.Random(20_260_321)
    split = [target.encode().partition(b"?")[::2] for target in TARGETS]
    tried = accepted = 0
    while tried < many(20_000, 1_000_000):
        path, query = changed = chance.choice(split)
        for _ in range(chance.randint(1, 2)):
            if changed[0] and changed[1] and b"key=" in changed[1] and b"expires=" in changed[1]:
                changed = _mutated(chance, *changed)
        if changed == (path, query):
            continue
        tried += 1
        verdict = check_signature(KEYS, changed[0], changed[1], NOW).verdict
        accepted += verdict in (Verdict.GOOD, Verdict.EXPIRED)
    assert accepted == 0


def _mutated(chance: random.Random, path: bytes, query: bytes) -> tuple[bytes, bytes]:
    """Try one change; one that does not fit what another left over changes nothing."""
    try:
        return chance.choice(MUTATIONS)(chance, path, query)
    except ValueError:
        return path, query


def test_every_mutation_changes_something_in_the_end() -> None:
    chance = random.Random(7)
    path, _, query = TARGETS[1].encode().partition(b"?")
    for mutation in MUTATIONS:
        assert any(mutation(chance, path, query) != (path, query) for _ in range(20)), mutation.__name__


def test_a_path_in_any_other_spelling_is_refused() -> None:
    path, _, query = TARGETS[0].partition("?")
    for other in (path.replace("@", "%40"), path.replace("d", "%64", 1), path + "/", "/" + path, f"/.{path}"):
        assert unquote(other).strip("/.") == path.strip("/")
        assert check(f"{other}?{query}").verdict is Verdict.BAD
