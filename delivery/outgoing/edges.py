"""The edges in front of the house, as the operator names them in one setting: read, checked, and shown without secrets."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qsl, urlsplit

from dam.errors import Invalid

ANSWERING = frozenset(("public",))
"""Every edge may say where the world reaches it, when that is not `VITRINE_BASE_URL`: its files are probed there too."""

OPTIONS: Mapping[str, frozenset[str]] = {
    "http": frozenset(("method", "by", "key_header", "join", "soft_header", "host", "token", "token_header")),
    "nginx": frozenset(),
    "fastly": frozenset(("token", "soft", "api")),
    "cloudflare": frozenset(("token", "api")),
    "cloudfront": frozenset(("by", "endpoint", "access_key", "secret_key")),
}
"""What may follow the `?` of each kind of edge."""

SECRET_OPTIONS = ("token", "access_key", "secret_key")

CHOICES: Mapping[str, tuple[str, ...]] = {
    "method": ("PURGE", "BAN", "DELETE"),
    "by": ("urls", "keys"),
    "join": ("space", "comma"),
    "soft": ("0", "1"),
}

NEEDED: Mapping[str, tuple[str, ...]] = {"fastly": ("token",), "cloudflare": ("token",)}

SCHEMES = {
    "http": "http",
    "https": "http",
    "nginx+http": "nginx",
    "nginx+https": "nginx",
    "fastly": "fastly",
    "cloudflare": "cloudflare",
    "cloudfront": "cloudfront",
}
"""What an edge's address begins with, and the driver that speaks to it."""


@dataclass(frozen=True, slots=True)
class Edge:
    """One edge. `name` is for people, without secrets; `address` is where its purges go: a URL, or the vendor's id of it.

    `public_url` is where the world reaches it, "" for the house's own `base_url`.
    """

    kind: str
    name: str
    address: str
    public_url: str = ""
    options: Mapping[str, str] = field(default_factory=dict, repr=False)

    def option(self, name: str, usual: str = "") -> str:
        """Return what the operator said, or the usual."""
        return self.options.get(name, usual)


def read_edges(text: str) -> tuple[Edge, ...]:
    """Read `VITRINE_EDGES`: addresses with a space between; what is wrong raises `Invalid` and names no secret."""
    edges = tuple(_read(word) for word in text.split())
    names = [edge.name for edge in edges]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise Invalid(f"VITRINE_EDGES names the edge {twice} twice.")
    return edges


def _read(word: str) -> Edge:
    try:
        parts = urlsplit(word)
        options = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query)))
        port = parts.port
    except ValueError:
        raise Invalid(
            "VITRINE_EDGES holds an address that cannot be read; each looks like http://10.0.0.5:8080."
        ) from None
    kind = SCHEMES.get(parts.scheme)
    if kind is None:
        known = ", ".join(f"{scheme}://" for scheme in SCHEMES)
        raise Invalid(
            f"In VITRINE_EDGES an edge begins with {known}, not with {parts.scheme[:20] or word[:20]!r}."
        )
    if not parts.hostname or parts.username or parts.password or parts.fragment:
        raise Invalid(
            f"In VITRINE_EDGES the address of a {kind} edge names one host or id, and nothing before it."
        )
    name = _name(kind, parts, port)
    _check_options(name, kind, options)
    public_url = options.pop("public", "").rstrip("/")
    return Edge(kind, name, _address(kind, parts), public_url, options)


def _name(kind: str, parts: SplitResult, port: int | None) -> str:
    if kind in ("http", "nginx"):
        return f"{parts.scheme}://{parts.hostname}{f':{port}' if port else ''}{parts.path.rstrip('/')}"
    return f"{kind} {parts.netloc}"


def _address(kind: str, parts: SplitResult) -> str:
    """An id of a vendor keeps its capital letters, which a host would lose."""
    if kind not in ("http", "nginx"):
        return parts.netloc
    return f"{parts.scheme.removeprefix('nginx+')}://{parts.netloc}{parts.path.rstrip('/')}"


def _check_options(name: str, kind: str, options: Mapping[str, str]) -> None:
    known = OPTIONS[kind] | ANSWERING
    for option, value in options.items():
        if option not in known:
            raise Invalid(
                f"In VITRINE_EDGES the edge {name} knows {', '.join(sorted(known))}, and no {option[:20]!r}."
            )
        if option in CHOICES and value not in CHOICES[option]:
            raise Invalid(f"In VITRINE_EDGES {option} of the edge {name} is {' or '.join(CHOICES[option])}.")
        if option in ("public", "api", "endpoint") and not _is_origin(value):
            raise Invalid(f"In VITRINE_EDGES {option} of the edge {name} looks like https://cdn.example.org.")
        if not value.isascii() or not value.isprintable():
            raise Invalid(
                f"In VITRINE_EDGES {option} of the edge {name} holds a character that no header takes."
            )
    for option in NEEDED.get(kind, ()):
        if not options.get(option):
            raise Invalid(f"In VITRINE_EDGES the edge {name} needs {option}=….")


def _is_origin(text: str) -> bool:
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 - raises where it is no number
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.query and not parts.fragment
    )
