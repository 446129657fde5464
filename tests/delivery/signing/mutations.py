"""Changes that somebody who holds one good URL would try: no one of them may open anything."""

import random
import string
from collections.abc import Callable
from urllib.parse import quote

Mutation = Callable[[random.Random, bytes, bytes], tuple[bytes, bytes]]
"""From path and query, as they go over the wire, to others."""

LETTERS = (string.ascii_letters + string.digits + "-_.~%/@=&+;:, \t\x00é\u202e\uff0f").encode()


def flip_bit(chance: random.Random, path: bytes, query: bytes) -> tuple[bytes, bytes]:
    """Turn one bit over, anywhere."""
    place = chance.randrange(8 * (len(path) + len(query)))
    whole = bytearray(path + query)
    whole[place // 8] ^= 1 << place % 8
    return bytes(whole[: len(path)]), bytes(whole[len(path) :])


def exchange_letter(chance: random.Random, path: bytes, query: bytes) -> tuple[bytes, bytes]:
    """Put another sign in the place of one."""
    return _somewhere(chance, path, query, lambda text, at: text[:at] + _letter(chance) + text[at + 1 :])


def insert_letter(chance: random.Random, path: bytes, query: bytes) -> tuple[bytes, bytes]:
    """Put a sign in between."""
    return _somewhere(chance, path, query, lambda text, at: text[:at] + _letter(chance) + text[at:])


def remove_letters(chance: random.Random, path: bytes, query: bytes) -> tuple[bytes, bytes]:
    """Leave a few signs out."""
    many = chance.randint(1, 4)
    return _somewhere(chance, path, query, lambda text, at: text[:at] + text[at + many :])


def encode_letter(chance: random.Random, path: bytes, query: bytes) -> tuple[bytes, bytes]:
    """Write one sign as %XX, in either case of its hexadecimal digits."""
    form = chance.choice((b"%%%02X", b"%%%02x", b"%%25%02X"))
    return _somewhere(
        chance, path, query, lambda text, at: text[:at] + form % text[at : at + 1][0] + text[at + 1 :]
    )


def change_case(chance: random.Random, path: bytes, query: bytes) -> tuple[bytes, bytes]:
    """Turn capitals and small letters over."""
    return _somewhere(chance, path, query, lambda text, at: text[:at] + text[at:].swapcase())


def play_with_path(chance: random.Random, path: bytes, query: bytes) -> tuple[bytes, bytes]:
    """Say the same place otherwise, or another place."""
    parts = path.split(b"/")
    at = chance.randrange(1, len(parts))
    insert = chance.choice((b"", b".", b"..", b"%2e", b"%2F", b"x/..", b"%2e%2e", b";a=1", b"%00"))
    tail = chance.choice((b"", b"/", b"//", b"%20", b".jpg", b"%2ejpg", b"?", b"%3F", b"#", b";"))
    return b"/".join([*parts[:at], insert, *parts[at:]]) + tail, query


def reorder(chance: random.Random, path: bytes, query: bytes) -> tuple[bytes, bytes]:
    """Say the parameters in another order."""
    parts = query.split(b"&")
    chance.shuffle(parts)
    return path, b"&".join(parts)


def repeat_parameter(chance: random.Random, path: bytes, query: bytes) -> tuple[bytes, bytes]:
    """Say one parameter twice, with its own value or another, before or behind."""
    parts = query.split(b"&")
    name, _, value = chance.choice(parts).partition(b"=")
    parts.insert(chance.randrange(len(parts) + 1), name + b"=" + chance.choice((value, b"", b"1")))
    return path, b"&".join(parts)


def add_parameter(chance: random.Random, path: bytes, query: bytes) -> tuple[bytes, bytes]:
    """Say something that was not signed."""
    parts = query.split(b"&")
    parts.insert(
        chance.randrange(len(parts) + 1), chance.choice((b"download=1", b"a=", b"zoom=1", b"", b"="))
    )
    return path, b"&".join(parts)


def leave_out(chance: random.Random, path: bytes, query: bytes) -> tuple[bytes, bytes]:
    """Leave a parameter out, or all from one on."""
    parts = query.split(b"&")
    at = chance.randrange(len(parts))
    return path, b"&".join(parts[:at] + (parts[at + 1 :] if chance.random() < 0.5 else []))


def shift_expiry(chance: random.Random, path: bytes, query: bytes) -> tuple[bytes, bytes]:
    """Ask for more time, in every spelling of a number."""
    before, _, rest = query.partition(b"expires=")
    number, _, behind = rest.partition(b"&")
    later = int(number) + chance.choice((1, -1, 60, 10**6, 10**12, 2**63))
    form = chance.choice(("{}", "+{}", "0{}", "{}.0", "{}e0", "-{}", " {}"))
    return path, before + b"expires=" + quote(form.format(later)).encode() + b"&" + behind


def other_key(chance: random.Random, path: bytes, query: bytes) -> tuple[bytes, bytes]:
    """Name another key, also the one that is believed beside the one that signed."""
    before, _, rest = query.partition(b"key=")
    _, _, behind = rest.partition(b"&")
    name = chance.choice((b"other", b"retired", b"", b"newest ", b"NEWEST", b"..", b"%00"))
    return path, before + b"key=" + name + b"&" + behind


def other_target(chance: random.Random, path: bytes, query: bytes) -> tuple[bytes, bytes]:
    """Carry the signature over to another place."""
    places = (
        b"/d/press/hero/bbbbbbbbbbbbbbbb",
        b"/i/press/" + b"0" * 64 + b"/x.jpg",
        b"/",
        b"",
        b"/d/web/a/b",
    )
    return chance.choice(places), query


def move_border(chance: random.Random, path: bytes, query: bytes) -> tuple[bytes, bytes]:
    """Move signs over the question mark."""
    many = chance.randint(1, 12)
    if chance.random() < 0.5:
        return path[:-many], path[-many:] + query
    return path + query[:many], query[many:]


def cut_signature(chance: random.Random, path: bytes, query: bytes) -> tuple[bytes, bytes]:
    """Shorten or lengthen the signature, or say its last sign otherwise: base64 has idle bits there."""
    if chance.random() < 0.3:
        return path, query + chance.choice((b"=", b"==", b"A", b"%3D", b"\n", b" ", b"&"))
    if chance.random() < 0.5:
        return path, query[: -chance.randint(1, 43)]
    return path, query[:-1] + chance.choice(LETTERS[:64].decode()).encode()


MUTATIONS: tuple[Mutation, ...] = (
    flip_bit,
    exchange_letter,
    insert_letter,
    remove_letters,
    encode_letter,
    change_case,
    play_with_path,
    reorder,
    repeat_parameter,
    add_parameter,
    leave_out,
    shift_expiry,
    other_key,
    other_target,
    move_border,
    cut_signature,
)


def _letter(chance: random.Random) -> bytes:
    at = chance.randrange(len(LETTERS))
    return LETTERS[at : at + 1]


def _somewhere(
    chance: random.Random, path: bytes, query: bytes, change: Callable[[bytes, int], bytes]
) -> tuple[bytes, bytes]:
    """Change the path, or the query."""
    if chance.random() < 0.5:
        return change(path, chance.randrange(len(path))), query
    return path, change(query, chance.randrange(len(query)))
