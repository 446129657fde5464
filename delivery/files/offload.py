"""Large files by other hands: the kernel, the server in front, or the store by a URL of its own; no byte passes through here.

`VITRINE_SEND_FILES=accel` answers nginx with `X-Accel-Redirect` and one of two paths, which nginx serves as `internal` locations:

- `/_vitrine_files/store/ab/abcd…` is the file `ab/abcd…` in the folder of `VITRINE_STORAGE_URL=file:///…`;
- `/_vitrine_files/cache/abcd…` is the file `abcd…` in the folder `cache` of `VITRINE_HOME`, for a store that is elsewhere.

`sendfile` answers with the absolute path in `X-Sendfile`, `redirect` with 307 to a URL that the store signed for a minute.
Permission, conditions and HEAD are decided here before; the ranges of a file are cut by the one who sends it. What is not on
this machine yet is sent from here, and is there the next time.
"""

import asyncio
import os
from pathlib import Path

from starlette.types import Scope, Send

from dam.errors import Invalid
from dam.storage.port import BlobStore, Presigns, StandsHere
from delivery.files.bodies import Bodies
from delivery.files.headers import OPEN, Headers
from delivery.files.ranges import Span
from delivery.files.resolve import File
from delivery.files.sending import Reply, send_whole

PREFIX = "/_vitrine_files"

KERNEL = "http.response.zerocopysend"
"""The ASGI extension by which the server hands an open file to the kernel."""

PRESIGNED_SECONDS = 60
"""How long a URL of the store is good: nobody can take it back, whatever is withdrawn meanwhile."""

NEEDS_S3 = (
    "VITRINE_SEND_FILES=redirect needs an S3 store, and this one is a folder of this machine: "
    "set it to vitrine, accel or sendfile."
)
NEEDS_FILES = (
    "VITRINE_SEND_FILES={} needs files on this machine, and there are none: the store is elsewhere, "
    "and VITRINE_CACHE_BYTES is too small to keep any."
)


class Offload:
    """Says how a large file is sent by others. `sender` is one of `delivery.settings.SENDERS`; a wrong one is `Invalid`."""

    def __init__(self, sender: str, store: BlobStore, bodies: Bodies) -> None:
        self._sender = sender
        self._bodies = bodies
        self._presigns = store if isinstance(store, Presigns) else None
        self._roots: dict[str, Path] = {}
        if isinstance(store, StandsHere):
            self._roots["store"] = store.root
        elif bodies.disk is not None:
            self._roots["cache"] = bodies.disk.folder.path
        if sender == "redirect" and self._presigns is None:
            raise Invalid(NEEDS_S3)
        if sender in ("accel", "sendfile") and not self._roots:
            raise Invalid(NEEDS_FILES.format(sender))

    async def send(self, scope: Scope, send: Send, file: File, reply: Reply) -> bool:
        """Send a planned answer with bytes of a file by other hands; False when they have to pass through here."""
        by_others = await self.answer(file, reply.headers)
        if by_others is not None:
            await send_whole(send, "HEAD", *by_others, b"")
            return True
        if KERNEL not in scope.get("extensions", ()) or len(reply.parts) != 1:
            return False
        descriptor = await asyncio.to_thread(self._bodies.open_whole, file.digest)
        if descriptor is None:
            return False
        try:
            await _send_by_kernel(send, descriptor, reply)
        finally:
            os.close(descriptor)
        return True

    async def answer(self, file: File, headers: Headers) -> tuple[int, Headers] | None:
        """Return status and headers of an answer without a body; None when the bytes have to be sent from here.

        `headers` are those of the answer that would be sent from here.
        """
        if self._sender == "vitrine":
            return None
        if self._presigns is not None and self._sender == "redirect":
            return 307, await asyncio.to_thread(self._redirect, self._presigns, file, dict(headers))
        path = await asyncio.to_thread(self._bodies.path_of, file.digest)
        if path is None:
            return None
        kept = [line for line in headers if line[0] != b"content-range" and not _is_multipart(line)]
        return 200, [*kept, self._named(path), (b"content-length", b"0")]

    def _named(self, path: Path) -> tuple[bytes, bytes]:
        if self._sender == "sendfile":
            return b"x-sendfile", str(path).encode()
        name, root = next((name, root) for name, root in self._roots.items() if path.is_relative_to(root))
        return b"x-accel-redirect", f"{PREFIX}/{name}/{path.relative_to(root)}".encode()

    def _redirect(self, store: Presigns, file: File, headers: dict[bytes, bytes]) -> Headers:
        url = store.presigned_url(
            file.digest,
            seconds=PRESIGNED_SECONDS,
            media_type=file.media_type,
            disposition=headers.get(b"content-disposition", b"inline").decode("latin-1"),
        )
        return [
            (b"location", url.encode()),
            (b"cache-control", b"no-store"),
            (b"content-length", b"0"),
            *(line for line in OPEN if line[0] != b"accept-ranges"),
        ]


async def _send_by_kernel(send: Send, descriptor: int, reply: Reply) -> None:
    (span,) = reply.parts
    assert isinstance(span, Span)
    headers = [*reply.headers, (b"content-length", b"%d" % reply.length)]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": KERNEL, "file": descriptor, "offset": span.start, "count": reply.length})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


def _is_multipart(line: tuple[bytes, bytes]) -> bool:
    return line[0] == b"content-type" and line[1].startswith(b"multipart/")
