"""Kinds of licences: what each is called in contracts, where its text stands, and what it is for at the most."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LicenceKind:
    """`url` is where everybody can read it, "" where it is a contract of its own; no `purposes` means any."""

    url: str = ""
    purposes: tuple[str, ...] = ()


_CC = "https://creativecommons.org/"
_NOT_COMMERCIAL = ("editorial", "internal")

KINDS: dict[str, LicenceKind] = {
    "owned": LicenceKind(),
    "rights_managed": LicenceKind(),
    "royalty_free": LicenceKind(),
    "editorial": LicenceKind("", _NOT_COMMERCIAL),
    "cc0": LicenceKind(f"{_CC}publicdomain/zero/1.0/"),
    "cc_by": LicenceKind(f"{_CC}licenses/by/4.0/"),
    "cc_by_sa": LicenceKind(f"{_CC}licenses/by-sa/4.0/"),
    "cc_by_nd": LicenceKind(f"{_CC}licenses/by-nd/4.0/"),
    "cc_by_nc": LicenceKind(f"{_CC}licenses/by-nc/4.0/", _NOT_COMMERCIAL),
    "cc_by_nc_sa": LicenceKind(f"{_CC}licenses/by-nc-sa/4.0/", _NOT_COMMERCIAL),
    "cc_by_nc_nd": LicenceKind(f"{_CC}licenses/by-nc-nd/4.0/", _NOT_COMMERCIAL),
    "public_domain": LicenceKind(f"{_CC}publicdomain/mark/1.0/"),
    "unknown": LicenceKind(),
}
"""By name. Creative Commons: the deeds of the licences 4.0, CC0 1.0 and the Public Domain Mark 1.0. An editorial licence and a
non-commercial one (NC) do not cover advertising, packaging or resale."""

NOTHING = ("none",)
"""Purposes of a paper that allows, together with its kind, none at all."""


def purposes_of(kind: str, written: tuple[str, ...]) -> tuple[str, ...]:
    """Return for what an asset may be used by its kind and by what was agreed; nothing for any purpose."""
    allowed = KINDS[kind].purposes if kind in KINDS else ()
    if not allowed or not written:
        return written or allowed
    return tuple(each for each in written if each in allowed) or NOTHING
