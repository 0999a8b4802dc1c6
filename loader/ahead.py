"""Doing the next thing in another thread while this one is used."""

import queue
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

_END = object()


def ahead(items: Iterable[T]) -> Generator[T, None, None]:
    """Yield `items`, which a thread makes ahead: one is used, one waits, one is in the making.

    What making them raises is raised here. The thread ends when the consumer stops early.
    """
    waiting: queue.Queue[T | object] = queue.Queue(maxsize=1)
    stopped = threading.Event()
    failure: list[BaseException] = []

    def offer(item: T | object) -> None:
        while not stopped.is_set():
            try:
                waiting.put(item, timeout=0.1)
            except queue.Full:
                continue
            return

    def make() -> None:
        try:
            for item in items:
                offer(item)
                if stopped.is_set():
                    return
        except BaseException as error:  # noqa: BLE001 - raised again where it can be handled
            failure.append(error)
        offer(_END)

    thread = threading.Thread(target=make, name="ahead", daemon=True)
    thread.start()
    try:
        while (item := waiting.get()) is not _END:
            yield item  # type: ignore[misc]  # the sentinel is the only thing that is no T
    finally:
        stopped.set()
        thread.join()
    if failure:
        raise failure[0]


def fetch_ahead(do: Callable[[T], R], items: Iterable[T], workers: int) -> Iterator[R]:
    """Yield `do(item)` for each of `items` in order, up to `workers` of them done at a time."""
    with ThreadPoolExecutor(workers) as pool:
        remaining = iter(items)
        running: list[Future[R]] = [pool.submit(do, item) for item in islice(remaining, workers)]
        while running:
            done = running.pop(0).result()
            running += [pool.submit(do, item) for item in islice(remaining, 1)]
            yield done
