"""Which addresses belong to the public internet: the registries of special purposes, as tables."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

Address = IPv4Address | IPv6Address

NOT_PUBLIC_4 = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8",  # this network, the unspecified address among it
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # the host of virtual machines in Azure
        "169.254.0.0/16",  # link-local, the metadata of clouds among it
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # IETF protocol assignments
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT
        "192.88.99.0/24",  # relays of 6to4
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast among it
    )
)
"""From IANA's registry of special-purpose IPv4 addresses (RFC 6890)."""

PUBLIC_6 = IPv6Network("2000::/3")
"""All global unicast there is; outside lie mapped and compatible IPv4, NAT64, unique local, link-local, multicast."""

NOT_PUBLIC_6 = tuple(
    IPv6Network(text)
    for text in (
        "2001::/23",  # IETF protocol assignments, Teredo among them
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4, which carries an IPv4 address
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
    )
)
"""What IANA's registry of special-purpose IPv6 addresses takes out of `PUBLIC_6`."""


def is_public(address: Address) -> bool:
    """Tell whether an address belongs to the public internet and to nothing that hides another address in it."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in NOT_PUBLIC_4)
    is_plain = address.scope_id is None and address in PUBLIC_6
    return is_plain and not any(address in network for network in NOT_PUBLIC_6)
