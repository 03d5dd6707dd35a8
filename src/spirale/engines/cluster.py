"""An engine of several processes, on this machine or on several: Dask's distributed scheduler shares the work out.

A worker that dies changes nothing but the time. Its chunks are done elsewhere; what was shared is laid out again if
its last copy went; a scheduler that is started again is joined again. Only when nothing answers for a while, or when
one chunk ends each worker it comes to, does the work stop, as a Problem.
"""

from __future__ import annotations

import importlib
import logging
import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Generic, Self, TypeVar

from spirale.engines import work
from spirale.method.engine import Progress, gathered
from spirale.method.problems import Problem

if TYPE_CHECKING:
    from distributed import Client, Future, LocalCluster

Chunk = TypeVar("Chunk")
Result = TypeVar("Result")
Value = TypeVar("Value")

PATIENCE: Final = 30.0
"""Seconds that a scheduler has to answer, and workers to come, before the work is given up."""

IN_FLIGHT: Final = 4
"""Chunks that are sent ahead for each hand: enough that none waits, few enough that memory stays what it is."""

LOSSES: Final = 3
"""Times that a chunk is sent again when what was done of it, or what it reads, is lost with all who held it.

A worker that dies at its work is the scheduler's affair: it gives the chunk to another, four times at most by default.
"""

PAUSE: Final = 0.1
"""Seconds before what was lost is sent again, twice as many each time."""


class Cluster:
    """The workers of a scheduler, as one engine."""

    def __init__(self, at: str | LocalCluster, *, patience: float = PATIENCE) -> None:
        """Join the scheduler at an address (`tcp://machine:8786`), or a cluster of this machine, closed with this.

        Raises Problem("cluster not installed"), ("cluster out of reach").
        """
        distributed = _distributed()
        self.address = at if isinstance(at, str) else str(at.scheduler_address)
        self._ours = None if isinstance(at, str) else at
        self._patience = patience
        self._killed: type[Exception] = distributed.KilledWorker
        logging.getLogger("distributed.client").setLevel(logging.CRITICAL)  # what matters is told as a Problem
        try:
            self._client: Client = distributed.Client(at, timeout=patience, set_as_default=False)
        except (OSError, ValueError) as error:
            raise Problem("cluster out of reach", address=self.address, reason=str(error)) from None
        self._hands, self._counted = 1, -1.0

    def map(
        self, function: Callable[[Chunk], Result], chunks: Iterable[Chunk], *, progress: Progress | None = None
    ) -> list[Result]:
        """Give what the function gives for each chunk, in order. Raises as `each` does."""
        return gathered(self.each(function, chunks), progress)

    def each(self, function: Callable[[Chunk], Result], chunks: Iterable[Chunk]) -> Iterator[Result]:
        """Give the results one by one, in order; some chunks are sent ahead, and taken back if nobody wants them.

        Raises what the function raises, Problem("worker of another kind"), ("cluster gone"),
        ("cluster without workers") or ("work ends its workers").
        """
        coming = iter(chunks)
        sent: deque[_Sent] = deque()
        try:
            while True:
                while len(sent) < self._ahead() and (drawn := next(coming, _NO_MORE)) is not _NO_MORE:
                    sent.append(_Sent(*work.packed(function, drawn)))
                    self._send(sent[-1])
                if not sent:
                    return
                yield self._result(sent[0])
                sent.popleft()
        finally:
            with suppress(Exception):  # a scheduler that is gone has nothing to take back
                self._client.cancel([one.future for one in sent], force=True)

    def share(self, value: Value) -> Laid[Value]:
        """Lay a value on every worker that is there; those that come later fetch it from one of them."""
        return Laid(value)

    def close(self) -> None:
        """Leave the scheduler, and end the workers if they were started for this."""
        with suppress(Exception):
            self._client.close()
        if self._ours is not None:
            self._ours.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _send(self, one: _Sent) -> None:
        """Send a chunk, or send it again, with what it shares, wherever that now is."""
        since = time.monotonic()
        while True:
            self._await_scheduler()
            try:
                one.read = [laid.future(self._client) for laid in one.shared]
                one.future = self._client.submit(work.do, one.packed, work.kind_here(), *one.read, pure=False)
            except (OSError, CancelledError):  # a worker died while it was given something, or nobody is there
                since = self._await_workers(since)
            else:
                return

    def _result(self, one: _Sent) -> Any:
        while True:
            self._await_done(one.future)
            if one.future.status == "error":
                if isinstance(one.future.exception(), self._killed):
                    raise Problem("work ends its workers", address=self.address)
                return one.future.result()  # raises what the function raised
            try:
                return one.future.result(timeout=self._patience / 2 ** (LOSSES - one.losses))
            except TimeoutError:
                is_lost = False  # it was asked of a worker that had just died, which takes long to find: ask again
            except (OSError, CancelledError):
                is_lost = True
            one.losses += 1
            if one.losses > LOSSES:
                raise Problem("cluster without workers", address=self.address)
            if is_lost:
                one.mistrust_what_it_read()
                time.sleep(PAUSE * 2**one.losses)  # whoever died may not be missed yet
                self._send(one)

    def _await_done(self, future: Future[Any]) -> None:
        since = time.monotonic()
        while future.status in ("pending", "lost"):  # what is lost is being computed again
            try:
                future.exception(timeout=1.0)
            except TimeoutError:
                since = self._await_workers(since)

    def _await_workers(self, since: float) -> float:
        """Give the moment when a worker was last seen; raise when that is too long ago."""
        self._await_scheduler()
        with suppress(OSError):
            if self._client.nthreads():
                return time.monotonic()
        if time.monotonic() - since > self._patience:
            raise Problem("cluster without workers", address=self.address)
        time.sleep(0.1)
        return since

    def _await_scheduler(self) -> None:
        """Wait while the scheduler is looked for again (the client does that by itself, as long as its patience)."""
        while self._client.status == "connecting":
            time.sleep(0.1)
        if self._client.status != "running":
            raise Problem("cluster gone", address=self.address)

    def _ahead(self) -> int:
        """How many chunks to have in flight, for the hands that there are now (asked once a second at most)."""
        if time.monotonic() - self._counted > 1.0:
            with suppress(OSError):
                self._hands = sum(self._client.nthreads().values())
            self._counted = time.monotonic()
        return IN_FLIGHT * max(self._hands, 1)


class Laid(work.Mark, Generic[Value]):
    """A handle on a value that workers hold, and that this process keeps in case they all go."""

    def __init__(self, value: Value) -> None:
        self.value = value
        self._future: Future[Value] | None = None

    def future(self, client: Client) -> Future[Value]:
        """Give the place of the value on the workers, laid there first if it is not, or not any more."""
        if self._future is None or self._future.status != "finished":
            # Under a new name each time: the scheduler may still be forgetting the former one.
            (self._future,) = client.scatter([self.value], broadcast=True, hash=False)
        return self._future

    def mistrust(self, place: Future[Value]) -> None:
        """Lay the value out again at the next asking, if this is still its place.

        Its only holder may have died while it was given; this process is then told that all went well.
        """
        if self._future is place:
            self._future = None


class _Sent:
    """A chunk on its way: what was sent, what it reads, where its result will be, how often that was lost."""

    def __init__(self, packed: bytes, shared: Sequence[Laid[Any]]) -> None:
        self.packed = packed
        self.shared = shared
        self.read: Sequence[Future[Any]] = ()
        self.future: Future[Any]
        self.losses = 0

    def mistrust_what_it_read(self) -> None:
        for laid, place in zip(self.shared, self.read, strict=True):
            laid.mistrust(place)


def cores(hands: int = 0) -> LocalCluster:
    """Start processes on this machine, one for each processor unless told how many; nobody else can speak to them."""
    cluster: LocalCluster = _distributed().LocalCluster(
        n_workers=hands or os.cpu_count() or 1,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        security=True,  # a key for this time only: others on this machine may reach its ports
        dashboard_address="127.0.0.1:0",  # any free port: the usual one may be another cluster's
        silence_logs=logging.CRITICAL,
        memory_limit=0,  # nothing is set aside on a disk
    )
    return cluster


def _distributed() -> Any:
    try:
        return importlib.import_module("distributed")
    except ImportError:
        raise Problem("cluster not installed", package="spirale[cluster]") from None


_NO_MORE: Final = object()
