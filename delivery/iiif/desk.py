"""Where pieces of pictures are ordered: each is cut once however many wait for it, by few children, in a bounded queue."""

import asyncio
import logging
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from dam.errors import NotRenderable, Unavailable
from dam.sandbox.run import ChildFailed
from dam.storage.port import BlobStore
from delivery.iiif.limits import MOST_WAITING, PATIENCE_SECONDS, WORKERS
from delivery.iiif.plan import Plan
from delivery.iiif.shelf import Body, Shelf
from renditions.geometry import Size
from renditions.work_folder import work_folder
from renditions.zoom.cut import cut_pieces
from renditions.zoom.piece import Piece

BUSY = "Too many pictures are being cut at this moment; ask again in a moment."

logger = logging.getLogger("vitrine.delivery")


@dataclass(slots=True)
class Order:
    """Pieces by their keys, on their way; `waiting` holds what each will be."""

    sha256: str
    media_type: str
    whole: Size
    pieces: Mapping[str, Piece]
    began: float
    waiting: dict[str, Future[Body]] = field(init=False)

    def __post_init__(self) -> None:
        self.waiting = {key: Future() for key in self.pieces}


class Desk:
    """Takes orders from any event loop; `folder` is where children write (None: the system's temporary folder)."""

    def __init__(self, store: BlobStore, shelf: Shelf, folder: Path | None) -> None:
        self.shelf = shelf
        self.cuts = 0
        self._store = store
        self._folder = folder
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="zoom")
        self._orders: dict[str, Order] = {}
        self._lock = threading.Lock()
        self._is_over = threading.Event()

    def stop(self) -> None:
        """Cut nothing more; what is half-way ends with its current piece."""
        self._is_over.set()
        self._pool.shutdown(wait=True, cancel_futures=True)

    async def piece(self, plan: Plan, sha256: str, media_type: str, whole: Size) -> Body:
        """Return a piece that is kept, or wait for it; `Unavailable` when too many wait, `NotRenderable` with a reason."""
        body = self.shelf.hot(plan.key) or await asyncio.to_thread(self.shelf.get, plan.key)
        if body is not None:
            return body
        ordered = self._ordered(plan, sha256, media_type, whole)
        try:
            return await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(ordered)), PATIENCE_SECONDS)
        except TimeoutError:
            raise Unavailable(BUSY, retry_after=5) from None

    def _ordered(self, plan: Plan, sha256: str, media_type: str, whole: Size) -> Future[Body]:
        with self._lock:
            order = self._orders.get(plan.order)
            if order is None:
                if len(self._orders) >= WORKERS + MOST_WAITING:
                    raise Unavailable(BUSY, retry_after=2)
                order = Order(sha256, media_type, whole, plan.pieces, time.monotonic())
                self._orders[plan.order] = order
                self._pool.submit(self._carry_out, plan.order, order)
            return order.waiting[plan.key]

    def _carry_out(self, name: str, order: Order) -> None:
        """Cut an order; whoever waits for a piece that did not come is told why."""
        error: Exception = Unavailable(BUSY, retry_after=5)
        try:
            if time.monotonic() - order.began < PATIENCE_SECONDS:  # else nobody waits for it any more
                self._cut(order)
        except ChildFailed as failed:
            error = NotRenderable(failed.reason)
        except Unavailable as unavailable:
            error = unavailable
        except Exception:
            logger.exception("a picture could not be cut")
        with self._lock:
            del self._orders[name]
        for each in order.waiting.values():
            if not each.done():
                each.set_exception(error)

    def _cut(self, order: Order) -> None:
        self.cuts += 1
        keys = {id(piece): key for key, piece in order.pieces.items()}
        with self._store.local(order.sha256) as original, work_folder(self._folder) as folder:
            if original is None:
                raise Unavailable("The original cannot be read from the store at the moment; try again.")
            pieces = list(order.pieces.values())
            for piece, path in cut_pieces(original, folder, order.media_type, order.whole, pieces):
                key = keys[id(piece)]
                order.waiting[key].set_result(self.shelf.put(key, path.read_bytes()))
                path.unlink()
                if self._is_over.is_set():
                    return
