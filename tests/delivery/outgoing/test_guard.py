"""Which addresses are public, and which spellings of them are read."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.outgoing.guard import (
    NOTHING,
    Allowed,
    Refused,
    Target,
    check_url,
    read_networks,
    read_url,
    vet,
)
from delivery.outgoing.public_addresses import is_public

INSIDE = (
    "0.0.0.0", "10.1.2.3", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.255.254", "168.63.129.16",
    "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.1.1",
    "198.18.0.1", "198.51.100.1", "203.0.113.9", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::127.0.0.1", "::8.8.8.8", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:0:8.8.8.8",
    "64:ff9b::8.8.8.8", "64:ff9b::10.0.0.1", "64:ff9b:1::1", "100::1", "2001::1", "2001:0:4136:e378::1",
    "2001:db8::1", "2002:7f00:1::", "2002:808:808::1", "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254",
    "fe80::1", "fe80::1%eth0", "2a00:1450::1%eth0", "fec0::1", "ff02::1", "2620:4f:8000::1",
)  # fmt: skip

OUTSIDE = (
    "1.1.1.1",
    "8.8.8.8",
    "93.184.215.14",
    "172.32.0.1",
    "100.128.0.1",
    "2606:4700::1111",
    "2a00:1450::8a",
)


@pytest.mark.parametrize("text", INSIDE)
def test_what_is_inside_is_refused(text: str) -> None:
    assert not is_public(ip_address(text))
    with pytest.raises(Refused, match="public internet"):
        vet(Target("https", "hooks.example.org", 443, "/"), [text])


@pytest.mark.parametrize("text", OUTSIDE)
def test_what_is_outside_may_be_called(text: str) -> None:
    assert vet(Target("https", "hooks.example.org", 443, "/"), [text]) == [ip_address(text)]


@given(st.ip_addresses())
def test_nothing_is_public_that_python_does_not_call_global(address: IPv4Address | IPv6Address) -> None:
    assert not is_public(address) or (address.is_global and not address.is_multicast)


CARRIERS = (
    lambda inner: IPv6Address(inner),
    lambda inner: IPv6Address((0xFFFF << 32) | inner),
    lambda inner: IPv6Address((0xFFFF << 48) | inner),
    lambda inner: IPv6Address((0x2002 << 112) | (inner << 80) | 1),
    lambda inner: IPv6Address((0x20010000 << 96) | (inner ^ 0xFFFFFFFF)),
    lambda inner: IPv6Address((0x0064FF9B << 96) | inner),
    lambda inner: IPv6Address((0x0064FF9B0001 << 80) | inner),
)
"""Compatible, mapped, translated, 6to4, Teredo, NAT64 and local NAT64."""


@given(inner=st.ip_addresses(v=4), carrier=st.sampled_from(range(len(CARRIERS))))
def test_no_address_that_carries_an_ipv4_address_is_public(inner: IPv4Address, carrier: int) -> None:
    assert not is_public(CARRIERS[carrier](int(inner)))


@given(st.ip_addresses(v=4), st.sampled_from(["whole", "hex", "octal", "hex parts", "short", "padded"]))
def test_unusual_spellings_of_an_address_are_not_read(address: IPv4Address, form: str) -> None:
    a, b, c, d = address.packed
    text = {
        "whole": str(int(address)),
        "hex": hex(int(address)),
        "octal": f"0{a:o}.0{b:o}.0{c:o}.0{d:o}",
        "hex parts": f"0x{a:x}.{b}.{c}.0x{d:x}",
        "short": f"{a}.{b}.{(c << 8) | d}",
        "padded": f"{a:03}.{b:03}.{c:03}.{d:04}",
    }[form]
    with pytest.raises(Refused):
        read_url(f"http://{text}/")


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    for url in (text, f"http://{text}", f"https://{text}/", f"https://example.org/{text}"):
        try:
            target = read_url(url)
        except Refused:
            continue
        assert target.host == target.host.lower()
        assert target.host.isascii()
        assert not set(target.path) & set(" \r\n\t\\")


@pytest.mark.parametrize(
    "url",
    [
        "", "example.org", "//example.org/", "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/",
        "https://", "https:///path", "https://:443/", "https://name@example.org/", "https://name:word@example.org/",
        "https://example.org:99999/", "https://exa mple.org/", "https://example.org/a b", "https://example.org\\@x/",
        "https://example.org/\r\nX: y", "http://[::1", "http://[fe80::1%25eth0]/", "http://[fe80::1%eth0]/",
        "http://[v1.x]/", "http://127.0.0.1./", "http://①②⑦.⓪.⓪.①/", "http://" + "a" * 260, "http://x/" + "y" * 2000,
    ],
)  # fmt: skip
def test_what_is_no_address_of_the_web_is_refused_in_a_sentence(url: str) -> None:
    with pytest.raises(Refused, match=r"^[A-Z0-9].*\.$"):
        read_url(url)


def test_a_url_is_taken_apart() -> None:
    assert read_url("HTTPS://Hooks.Example.org/a/b?c=d#e") == Target(
        "https", "hooks.example.org", 443, "/a/b?c=d"
    )
    assert read_url("http://[2001:DB8::1]:8080") == Target("http", "2001:db8::1", 8080, "/")
    assert read_url("https://café.example.org/").host == "xn--caf-dma.example.org"
    assert read_url("http://%31%32%37.0.0.1/").host == "127.0.0.1"


def test_one_inner_address_among_outer_ones_refuses_the_name() -> None:
    with pytest.raises(Refused):
        vet(Target("https", "hooks.example.org", 443, "/"), ["93.184.215.14", "10.0.0.1"])


@pytest.mark.parametrize(("port", "is_called"), [(80, True), (443, True), (8000, True), (9000, True), (22, False),
                                                 (25, False), (6379, False), (7999, False), (9001, False)])  # fmt: skip
def test_only_ports_of_the_web_are_called(port: int, is_called: bool) -> None:
    target = Target("http", "hooks.example.org", port, "/")
    if is_called:
        assert vet(target, ["93.184.215.14"])
    else:
        with pytest.raises(Refused, match="Only the ports"):
            vet(target, ["93.184.215.14"])


def test_what_the_operator_named_may_be_called_and_nothing_beside_it() -> None:
    by_network = Allowed(networks=(ip_network("10.0.0.0/24"),))
    by_origin = Allowed(origins=frozenset({("edge", 6081)}))
    inner = Target("http", "10.0.0.5", 6081, "/")
    assert vet(inner, ["10.0.0.5"], by_network)
    assert vet(Target("http", "edge", 6081, "/"), ["10.0.9.9"], by_origin)
    for target, address, allowed in (
        (inner, "10.0.0.5", NOTHING),
        (inner, "10.0.1.5", by_network),
        (Target("http", "edge", 6082, "/"), "10.0.9.9", by_origin),
        (Target("http", "other", 6081, "/"), "10.0.9.9", by_origin),
    ):
        with pytest.raises(Refused):
            vet(target, [address], allowed)


def test_networks_are_read_from_a_setting() -> None:
    assert read_networks("10.0.0.0/8, fd00::/8") == (ip_network("10.0.0.0/8"), IPv6Network("fd00::/8"))
    assert read_networks("") == ()
    with pytest.raises(ValueError, match="10"):
        read_networks("10.0.0.1/8")


@pytest.mark.parametrize(
    "url", ["http://10.0.0.5/", "http://[::1]/", "https://hooks.example.org:22/", "ftp://x/"]
)
def test_what_can_never_be_called_is_seen_without_a_look_up(url: str) -> None:
    with pytest.raises(Refused):
        check_url(url)
    check_url("https://hooks.example.org/")
    check_url("http://10.0.0.5:9999/", Allowed(networks=(ip_network("10.0.0.0/24"),)))
