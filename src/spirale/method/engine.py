"""Who does the work: this process by default, or another engine that gives the same bytes with more hands.

A function given to an engine is named at the top of a module, changes nothing but what it gives back, and depends on
its chunk alone; a chunk is small and can be pickled. What many chunks read (a matrix) is shared once and read through
its handle, which travels inside a chunk or a `functools.partial` and stands there for what it holds:

    matrix = engine.share(vectors)
    found = engine.map(functools.partial(near, matrix), blocks)     # near(matrix, block) reads matrix.value

Where chunks begin and end is settled by the work, never by how many there are to do it. Sending one costs some
hundredths of a second where it goes to another process: a chunk should be worth a tenth at least.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Generic, Protocol, Self, TypeVar

from threadpoolctl import ThreadpoolController

Chunk = TypeVar("Chunk")
Result = TypeVar("Result")
Value = TypeVar("Value")
Value_co = TypeVar("Value_co", covariant=True)

Progress = Callable[[int], None]
"""Called with how many chunks are done."""


class Shared(Protocol[Value_co]):
    """Holds something that many chunks read. Nobody writes into it: others read it at the same time, or a copy."""

    @property
    def value(self) -> Value_co:
        """What was shared."""


class Engine(Protocol):
    """What applies a function to chunks; results never depend on which engine it is, nor on how many hands it has."""

    def map(
        self, function: Callable[[Chunk], Result], chunks: Iterable[Chunk], *, progress: Progress | None = None
    ) -> list[Result]:
        """Give what the function gives for each chunk, in the order of the chunks.

        If the function raises for some chunks, the error of the first of them is raised here, and the rest is left.
        """

    def each(self, function: Callable[[Chunk], Result], chunks: Iterable[Chunk]) -> Iterator[Result]:
        """Give the same results one by one, so that each may be put away before the next is there.

        Chunks are drawn as they are needed: a few are in flight at a time, whatever their number.
        """

    def share(self, value: Value) -> Shared[Value]:
        """Lay something where every chunk may read it; it is let go when nobody holds the handle any more."""

    def close(self) -> None:
        """Let go of what the engine holds; it does no more work."""

    def __enter__(self) -> Self:
        """Use the engine for a while."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close it, whatever happened."""


class Here:
    """This process: one chunk after the other, or on several of its cores at a time.

    Chunks of one `map` may run in as many threads as there are `hands`: arrays are computed without Python, and
    side by side. Results come in order, and are the same.
    """

    def __init__(self, hands: int = 1) -> None:
        self.hands = hands

    def map(
        self, function: Callable[[Chunk], Result], chunks: Iterable[Chunk], *, progress: Progress | None = None
    ) -> list[Result]:
        """Give what the function gives for each chunk, in order."""
        if self.hands == 1:
            return gathered(self.each(function, chunks), progress)
        with ThreadpoolController().limit(limits=1, user_api="blas"), ThreadPoolExecutor(self.hands) as threads:
            return gathered(threads.map(function, chunks), progress)

    def each(self, function: Callable[[Chunk], Result], chunks: Iterable[Chunk]) -> Iterator[Result]:
        """Give the results one by one; a chunk is drawn when the one before is done and was taken."""
        alone = Alone()
        return (alone(function, chunk) for chunk in chunks)

    def share(self, value: Value) -> Held[Value]:
        """Give a handle on the value itself."""
        return Held(value)

    def close(self) -> None:
        """Hold nothing, let go of nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


class Held(Generic[Value]):
    """A handle on a value of this process."""

    __slots__ = ("value",)

    def __init__(self, value: Value) -> None:
        self.value = value


class Alone:
    """Calls a function with one thread for linear algebra: sums of floats depend on how threads share them out."""

    def __init__(self) -> None:
        self._controller: ThreadpoolController | None = None

    def __call__(self, function: Callable[[Chunk], Result], chunk: Chunk) -> Result:
        """Give what the function gives for this chunk."""
        if self._controller is None:  # looking for the libraries takes a millisecond: once, when they are loaded
            self._controller = ThreadpoolController()
        with self._controller.limit(limits=1, user_api="blas"):
            return function(chunk)


def gathered(results: Iterable[Result], progress: Progress | None = None) -> list[Result]:
    """Give all the results as a list, telling at each how many there are."""
    found: list[Result] = []
    for result in results:
        found.append(result)
        if progress:
            progress(len(found))
    return found
