"""The one client for the outside: what it connects to, what it says there, and when it stops listening."""

import socket
import time
from collections.abc import Sequence
from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delivery.outgoing.client import Client, Limits, Refused, Unreachable
from delivery.outgoing.guard import Allowed
from tests.delivery.outgoing.answering import Talk, says, serving
from tests.delivery.outgoing.sealing import seal_for

LOOPBACK = Client(Allowed(networks=(ip_network("127.0.0.0/8"),)))
QUICK = replace(LOOPBACK, limits=Limits(connect_seconds=1, whole_seconds=0.5, body_bytes=1000))
FINE = says("HTTP/1.1 200 OK\nContent-Length: 4\n\nfine")


class Names:
    """A resolver that gives each answer in turn, and the last one for ever; `asked` counts."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.asked = 0

    def __call__(self, _host: str, _port: int) -> Sequence[str]:
        self.asked += 1
        return [self.answers[min(self.asked, len(self.answers)) - 1]]


def test_an_answer_comes_back_and_the_request_was_plain() -> None:
    with serving(FINE) as server:
        answer = LOOPBACK.call("POST", server.url("/a?b=c"), headers={"X-Kind": "test"}, body=b"hello")
    assert (answer.status, answer.body, answer.is_whole) == (200, b"fine", True)
    lines = server.heads[0].decode().split("\r\n")
    assert lines[0] == "POST /a?b=c HTTP/1.1"
    assert {f"Host: 127.0.0.1:{server.port}", "X-Kind: test", "Accept-Encoding: identity"} <= set(lines)


def test_nothing_inside_is_connected_to() -> None:
    with serving(FINE) as server:
        with pytest.raises(Refused):
            Client(resolve=Names("127.0.0.1")).call("GET", f"http://hooks.example.org:{server.port}/")
        with pytest.raises(Refused):
            Client().call("GET", server.url())
    assert server.heads == []


def test_a_name_is_looked_up_once_so_that_it_cannot_move_behind_our_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = Names("127.0.0.2", "127.0.0.1")
    client = Client(Allowed(networks=(ip_network("127.0.0.2/32"),)), resolve=names)
    real = socket.getaddrinfo

    def only_addresses(host: str, *rest: Any, **more: Any) -> Any:
        assert host == "127.0.0.2", f"expected no second look-up, got one of {host}"
        return real(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", only_addresses)
    with serving(FINE, "127.0.0.2") as server:
        answer = client.call("GET", f"http://hooks.example.org:{server.port}/")
        assert answer.status == 200
        assert names.asked == 1
        assert f"Host: hooks.example.org:{server.port}".encode() in server.heads[0]
        with pytest.raises(Refused):
            client.call("GET", f"http://hooks.example.org:{server.port}/")


def test_proxies_of_the_environment_are_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(FINE) as server, serving(FINE) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url())
        assert LOOPBACK.call("GET", server.url()).status == 200
    assert proxy.heads == []


def redirect_to(location: str) -> Talk:
    return says(f"HTTP/1.1 302 Found\nLocation: {location}\nContent-Length: 0\n\n")


def test_a_redirect_is_an_answer_unless_hops_are_given_and_each_is_vetted() -> None:
    with serving(FINE, "127.0.0.3") as elsewhere, serving(redirect_to(elsewhere.url("/there"))) as first:
        assert LOOPBACK.call("GET", first.url()).status == 302
        assert elsewhere.heads == []
        assert LOOPBACK.call("GET", first.url(), hops=3).body == b"fine"
        narrow = Client(Allowed(networks=(ip_network("127.0.0.1/32"),)))
        with pytest.raises(Refused):
            narrow.call("GET", first.url(), hops=3)
    assert len(elsewhere.heads) == 1


def test_redirects_end_after_the_given_hops() -> None:
    with serving(says("HTTP/1.1 307 Again\nLocation: /again\nContent-Length: 0\n\n")) as server:
        assert LOOPBACK.call("GET", server.url(), hops=3).status == 307
    assert len(server.heads) == 4


@pytest.mark.parametrize(
    "location", ["http://169.254.169.254/latest/", "file:///etc/passwd", "http://[::1]/", "//2130706433/"]
)
def test_a_redirect_to_the_inside_is_refused(location: str) -> None:
    with serving(redirect_to(location)) as server, pytest.raises(Refused):
        LOOPBACK.call("GET", server.url(), hops=3)


def drip(connection: socket.socket, _head: bytes) -> None:
    """Say something every 0.1 s, so that no single wait is long."""
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    for number in range(100):
        connection.sendall(f"X-Slow-{number}: x\r\n".encode())
        time.sleep(0.1)


def drip_body(connection: socket.socket, _head: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    for _ in range(100):
        connection.sendall(b"x")
        time.sleep(0.1)


def endless(connection: socket.socket, _head: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in range(10_000):
        connection.sendall(b"400\r\n" + b"x" * 1024 + b"\r\n")


def test_a_head_that_drips_is_cut_off() -> None:
    began = time.monotonic()
    with serving(drip) as server, pytest.raises(Unreachable, match="in time"):
        QUICK.call("GET", server.url())
    assert time.monotonic() - began < 8  # its hundred lines take 10 s


def test_of_a_body_that_drips_the_beginning_is_kept() -> None:
    with serving(drip_body) as server:
        answer = QUICK.call("GET", server.url())
    assert (answer.status, answer.is_whole) == (200, False)
    assert 0 < len(answer.body) < 100


def test_of_an_endless_body_no_more_is_read_than_allowed() -> None:
    with serving(endless) as server:
        answer = QUICK.call("GET", server.url())
    assert (len(answer.body), answer.is_whole) == (1000, False)


def test_a_body_of_exactly_the_limit_is_whole() -> None:
    with serving(says("HTTP/1.1 200 OK\nContent-Length: 1000\n\n" + "x" * 1000)) as server:
        answer = QUICK.call("GET", server.url())
    assert (len(answer.body), answer.is_whole) == (1000, True)


def test_silence_and_closed_ports_are_unreachable() -> None:
    with (
        serving(lambda _connection, _head: time.sleep(0.8)) as server,
        pytest.raises(Unreachable, match="in time"),
    ):
        QUICK.call("GET", server.url())
    with pytest.raises(Unreachable, match="Nobody takes"):
        QUICK.call("GET", server.url())


def test_a_slow_resolver_is_not_waited_for() -> None:
    def slow(host: str, port: int) -> Sequence[str]:
        time.sleep(1.5)
        return ["127.0.0.1"]

    began = time.monotonic()
    with pytest.raises(Unreachable, match="was not found"):
        replace(QUICK, resolve=slow).call("GET", "http://hooks.example.org/")
    assert time.monotonic() - began < 1.4


@settings(max_examples=60)
@given(st.binary(max_size=200), st.booleans())
def test_whatever_is_said_is_an_answer_or_unreachable(noise: bytes, begins_well: bool) -> None:
    said = b"HTTP/1.1 200 OK\r\n" + noise if begins_well else noise
    with serving(lambda connection, _head: connection.sendall(said)) as server:
        try:
            answer = QUICK.call("GET", server.url())
        except Unreachable:
            return
    assert 100 <= answer.status <= 999


def test_over_tls_the_name_is_asked_for_and_has_to_be_proved(tmp_path: Path) -> None:
    server_side, trust = seal_for("hooks.example.org", tmp_path)
    asked: list[str | None] = []
    server_side.sni_callback = lambda _socket, name, _context: asked.append(name)
    client = replace(LOOPBACK, resolve=Names("127.0.0.1"), trust=trust)
    with serving(FINE, tls=server_side) as server:
        assert client.call("GET", f"https://hooks.example.org:{server.port}/").status == 200
        assert asked == ["hooks.example.org"]
        with pytest.raises(Unreachable, match="prove"):
            client.call("GET", f"https://other.example.org:{server.port}/")
        with pytest.raises(Unreachable, match="prove"):
            replace(client, trust=None).call("GET", f"https://hooks.example.org:{server.port}/")
        assert len(server.heads) == 1


def test_a_handshake_that_drips_is_cut_off() -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    with listener:
        began = time.monotonic()
        with pytest.raises(Unreachable):
            QUICK.call("GET", f"https://127.0.0.1:{listener.getsockname()[1]}/")
        assert time.monotonic() - began < 5
