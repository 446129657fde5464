"""The second factor: enrolled, asked for, used once, throttled, replaced by recovery codes, reset by another admin."""

from datetime import datetime, timedelta

import pyotp
import pytest
from sqlalchemy import select

from dam.accounts.access.models import RecoveryCode, SecondFactor
from dam.accounts.access.second_factor import RECOVERY_CODES
from dam.accounts.caller import HOUSE, Caller
from dam.accounts.models import AuditEntry, Person, SignInSession
from dam.accounts.people import add_person
from dam.accounts.second_step import (
    confirm_factor,
    finish_sign_in,
    offer_factor,
    read_factor,
    read_waiting,
    remove_factor,
    renew_codes,
    reset_factor,
)
from dam.accounts.sessions import SignedIn, caller_of_person, caller_of_session, sign_in
from dam.accounts.settings import AccountSettings
from dam.errors import Conflict, Forbidden, Invalid, NotSignedIn, TooMany
from tests.dam.accounts.world import World, make_caller

PASSWORD = "une phrase assez longue"
ADDRESS = "192.0.2.1"
FREE = AccountSettings(secret_key="k" * 32)
FORCED = AccountSettings(secret_key="k" * 32, two_factors="admins")


@pytest.fixture
def admin(world: World) -> Person:
    """Give an admin with a password."""
    return add_person(
        world.core, HOUSE, email="admin@example.org", name="Ada", role="admin", password=PASSWORD
    )


def code_at(secret: str, moment: datetime) -> str:
    return pyotp.TOTP(secret).at(moment)


def enrol(world: World, person: Person) -> tuple[str, tuple[str, ...]]:
    """Return the secret in the authenticator and the recovery codes; the next code is free to be used."""
    caller = caller_of_person(person)
    secret = offer_factor(world.core, caller, FREE).secret
    codes = confirm_factor(world.core, caller, code_at(secret, world.moment), ADDRESS, FREE)
    world.wait(seconds=30)
    return secret, codes


def begin(world: World, settings: AccountSettings = FREE) -> SignedIn:
    return sign_in(world.core, "admin@example.org", PASSWORD, ADDRESS, settings)


def known(world: World, secret: str) -> Caller | None:
    with world.core.db.read() as session:
        found = caller_of_session(session, secret, world.moment)
    return found[0] if found else None


def test_the_codes_are_those_of_the_rfc() -> None:
    """RFC 6238, appendix B, the last six digits for SHA-1."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # "12345678901234567890"
    table = {59: "287082", 1111111109: "081804", 1234567890: "005924", 20000000000: "353130"}
    assert {at: pyotp.TOTP(secret).at(at) for at in table} == table


def test_a_password_alone_opens_nothing_once_a_second_factor_is_there(world: World, admin: Person) -> None:
    secret, _ = enrol(world, admin)
    half = begin(world)
    assert (half.awaits, known(world, half.secret)) == ("code", None)
    assert read_waiting(world.core, half.secret, FREE).enrolment is None
    whole, codes = finish_sign_in(world.core, half.secret, code_at(secret, world.moment), ADDRESS, FREE)
    assert codes == ()
    assert whole.secret != half.secret
    assert whole.csrf_token != half.csrf_token
    assert known(world, whole.secret) is not None
    assert known(world, half.secret) is None
    with pytest.raises(NotSignedIn):
        read_waiting(world.core, half.secret, FREE)


def test_a_code_counts_once_and_neighbouring_steps_are_taken(world: World, admin: Person) -> None:
    secret, _ = enrol(world, admin)
    code = code_at(secret, world.moment + timedelta(seconds=30))
    finish_sign_in(world.core, begin(world).secret, code, ADDRESS, FREE)
    half = begin(world)
    for replayed in (
        code,
        code_at(secret, world.moment),
        code_at(secret, world.moment - timedelta(seconds=90)),
    ):
        with pytest.raises(Invalid, match="not right, or was used already"):
            finish_sign_in(world.core, half.secret, replayed, ADDRESS, FREE)
    world.wait(seconds=60)
    finish_sign_in(world.core, half.secret, code_at(secret, world.moment), ADDRESS, FREE)


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "0" * 5000, "\x00"])
def test_what_is_no_code_is_one_that_is_wrong(world: World, admin: Person, code: str) -> None:
    enrol(world, admin)
    with pytest.raises(Invalid):
        finish_sign_in(world.core, begin(world).secret, code, ADDRESS, FREE)


def test_codes_cannot_be_guessed(world: World, admin: Person) -> None:
    secret, _ = enrol(world, admin)
    for number in range(FREE.failures_per_code):
        with pytest.raises(Invalid):
            finish_sign_in(world.core, begin(world).secret, f"{number:06}", ADDRESS, FREE)
    with pytest.raises(TooMany):
        finish_sign_in(world.core, begin(world).secret, code_at(secret, world.moment), "198.51.100.7", FREE)


def test_a_recovery_code_stands_in_once(world: World, admin: Person) -> None:
    _, codes = enrol(world, admin)
    assert len(set(codes)) == RECOVERY_CODES
    finish_sign_in(world.core, begin(world).secret, f" {codes[0].upper()} ", ADDRESS, FREE)
    with pytest.raises(Invalid):
        finish_sign_in(world.core, begin(world).secret, codes[0], ADDRESS, FREE)
    assert read_factor(world.core, caller_of_person(admin), FREE).recovery_codes == RECOVERY_CODES - 1
    fresh = renew_codes(world.core, caller_of_person(admin), codes[1], ADDRESS, FREE)
    with pytest.raises(Invalid):
        finish_sign_in(world.core, begin(world).secret, codes[2], ADDRESS, FREE)
    finish_sign_in(world.core, begin(world).secret, fresh[0], ADDRESS, FREE)


def test_nothing_that_opens_an_account_stands_in_a_row(world: World, admin: Person) -> None:
    secret, codes = enrol(world, admin)
    with world.core.db.read() as session:
        row = session.scalars(select(SecondFactor)).one()
        hashes = list(session.scalars(select(RecoveryCode.code_hash)))
    assert secret not in repr(vars(row))
    assert not set(codes) & set(hashes)
    other = AccountSettings(secret_key="z" * 32)
    with pytest.raises(Invalid):
        finish_sign_in(world.core, begin(world, other).secret, code_at(secret, world.moment), ADDRESS, other)


def test_a_sign_in_waits_ten_minutes_and_no_longer(world: World, admin: Person) -> None:
    secret, _ = enrol(world, admin)
    half = begin(world)
    world.wait(minutes=10)
    with pytest.raises(NotSignedIn, match="took too long"):
        finish_sign_in(world.core, half.secret, code_at(secret, world.moment), ADDRESS, FREE)


def test_where_it_is_forced_the_first_sign_in_enrols(world: World, admin: Person) -> None:
    half = begin(world, FORCED)
    waiting = read_waiting(world.core, half.secret, FORCED)
    assert (half.awaits, known(world, half.secret)) == ("enrolment", None)
    assert waiting.enrolment is not None
    assert waiting.enrolment.uri.startswith("otpauth://totp/Vitrine:admin%40example.org?secret=")
    again = read_waiting(world.core, half.secret, FORCED).enrolment
    assert again is not None
    assert again.secret == waiting.enrolment.secret
    code = code_at(waiting.enrolment.secret, world.moment)
    whole, codes = finish_sign_in(world.core, half.secret, code, ADDRESS, FORCED)
    assert len(codes) == RECOVERY_CODES
    caller = known(world, whole.secret)
    assert caller is not None
    with pytest.raises(Forbidden, match="This house asks you for a second factor"):
        remove_factor(world.core, caller, codes[0], ADDRESS, FORCED)
    assert begin(world, FORCED).awaits == "code"


@pytest.mark.parametrize(
    ("role", "whom", "awaits"), [("manager", "admins", ""), ("viewer", "all", "enrolment")]
)
def test_the_setting_says_whom_it_is_asked_of(world: World, role: str, whom: str, awaits: str) -> None:
    add_person(world.core, HOUSE, email="a@example.org", name="A", role=role, password=PASSWORD)
    settings = AccountSettings(secret_key="k" * 32, two_factors=whom)
    assert sign_in(world.core, "a@example.org", PASSWORD, ADDRESS, settings).awaits == awaits


def test_one_removes_ones_own_with_a_code_and_another_admin_without(world: World, admin: Person) -> None:
    secret, _ = enrol(world, admin)
    caller = caller_of_person(admin)
    with pytest.raises(Conflict):
        offer_factor(world.core, caller, FREE)
    with pytest.raises(Invalid):
        remove_factor(world.core, caller, "000000", ADDRESS, FREE)
    remove_factor(world.core, caller, code_at(secret, world.moment), ADDRESS, FREE)
    whole = begin(world)
    assert whole.awaits == ""
    enrol(world, admin)
    with pytest.raises(Forbidden, match="Another admin resets"):
        reset_factor(world.core, caller, admin.id)
    with pytest.raises(Forbidden):
        reset_factor(world.core, make_caller("manager"), admin.id)
    reset_factor(world.core, make_caller("admin"), admin.id)
    assert known(world, whole.secret) is None
    assert begin(world).awaits == ""
    with world.core.db.read() as session:
        said = set(session.scalars(select(AuditEntry.action).where(AuditEntry.subject_id == admin.id)))
        assert session.scalars(select(SignInSession).where(SignInSession.awaits != "")).all() == []
    assert {"second_factor.enrolled", "second_factor.removed", "second_factor.reset"} <= said
