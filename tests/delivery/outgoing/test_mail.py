"""Letters handed in at a real mail server, and refusals told apart."""

from collections.abc import Callable, Iterator

import pytest

from dam.errors import Invalid
from dam.notices.outbox import Letter, Undeliverable
from delivery.outgoing.mail.server import MailServer, greet, read_mail_server, send_letter
from tests.delivery.outgoing.post_office import PostOffice, post_office

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")

PLAIN = Letter("one@example.org", "L’été « neuf »", "Bonjour é\n", "<p>Bonjour é</p>")


@pytest.fixture
def office(free_port: Callable[[], int]) -> Iterator[PostOffice]:
    with post_office(free_port()) as office:
        yield office


def server_of(url: str) -> MailServer:
    server = read_mail_server(url, "", "https://assets.example.org")
    assert server is not None
    return server


def test_a_letter_arrives_whole_with_its_own_message_id(office: PostOffice) -> None:
    server = server_of(office.url)
    greet(server)
    send_letter(server, "abc", PLAIN)
    (message,) = office.messages
    assert message["subject"] == PLAIN.subject
    assert (message["to"], message["from"]) == ("one@example.org", "Vitrine <vitrine@assets.example.org>")
    assert message["message-id"] == "<abc@assets.example.org>"
    assert message["auto-submitted"] == "auto-generated"
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert html is not None
    assert text.get_content().strip() == "Bonjour é"
    assert html.get_content().strip() == "<p>Bonjour é</p>"


@pytest.mark.parametrize(
    ("answer", "is_final"), [("550 5.1.1 No such user", True), ("450 4.2.0 Greylisted", False)]
)
def test_a_final_no_is_told_from_a_later(office: PostOffice, answer: str, is_final: bool) -> None:
    office.refusals["one@example.org"] = answer
    with pytest.raises(Undeliverable, match=answer[4:]) as refusal:
        send_letter(server_of(office.url), "abc", PLAIN)
    assert refusal.value.is_final is is_final


def test_a_wrong_password_is_tried_again_and_not_told(office: PostOffice) -> None:
    wrong = server_of(office.url.replace("sesame", "secret"))
    with pytest.raises(Undeliverable, match="does not let us in") as refusal:
        send_letter(wrong, "abc", PLAIN)
    assert not refusal.value.is_final
    assert "secret" not in str(refusal.value)
    assert "secret" not in repr(wrong)


def test_a_server_without_encryption_is_refused_unless_it_was_asked_for(office: PostOffice) -> None:
    with pytest.raises(Undeliverable, match="STARTTLS"):
        send_letter(server_of(office.url.removesuffix("?tls=none")), "abc", PLAIN)
    assert office.messages == []


def test_a_server_that_is_away_is_tried_again(free_port: Callable[[], int]) -> None:
    with pytest.raises(Undeliverable, match="does not answer") as refusal:
        greet(server_of(f"smtp://127.0.0.1:{free_port()}?tls=none"))
    assert not refusal.value.is_final


@pytest.mark.parametrize("address", ["", "one@example.org\nBcc: two@example.org", "no address"])
def test_an_unsound_address_is_given_up_at_once(office: PostOffice, address: str) -> None:
    with pytest.raises(Undeliverable) as refusal:
        send_letter(server_of(office.url), "abc", Letter(address, "Subject", "Text"))
    assert refusal.value.is_final
    assert office.messages == []


@pytest.mark.parametrize(
    ("url", "sender"),
    [
        ("http://mail.example.org", ""),
        ("smtp://", ""),
        ("smtp://mail.example.org:port", ""),
        ("smtp://mail.example.org?tls=maybe", ""),
        ("smtp://mail.example.org/path", ""),
        ("smtp://user:secret@mail.example.org", "nobody"),
        ("smtp://user:secret@mail.example.org", "a@b\nBcc: c@d"),
    ],
)
def test_a_wrong_setting_is_said_without_the_password(url: str, sender: str) -> None:
    with pytest.raises(Invalid, match="VITRINE_SMTP_URL is like") as refusal:
        read_mail_server(url, sender, "https://assets.example.org")
    assert "secret" not in str(refusal.value)


def test_ports_follow_the_scheme_and_nothing_is_nothing() -> None:
    assert server_of("smtp://mail.example.org").port == 587
    assert server_of("smtps://mail.example.org").port == 465
    assert server_of("smtps://mail.example.org").is_tls
    assert read_mail_server("", "", "https://assets.example.org") is None
