"""Work done ahead arrives in order, and so do its errors."""

import threading
import time
from collections.abc import Iterator

import pytest

from loader.ahead import ahead, fetch_ahead


def test_items_arrive_in_their_order() -> None:
    assert list(ahead(range(100))) == list(range(100))


def test_an_error_arrives_after_the_items_before_it() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise KeyError("late")

    work = ahead(items())
    assert next(work) == 1
    with pytest.raises(KeyError, match="late"):
        next(work)


def test_the_thread_ends_with_its_consumer_and_is_never_far_ahead() -> None:
    made = []

    def items() -> Iterator[int]:
        for n in range(1000):
            made.append(n)
            yield n

    work = ahead(items())
    next(work)
    time.sleep(0.05)
    work.close()
    assert len(made) <= 4
    assert not [thread for thread in threading.enumerate() if thread.name == "ahead"]


def test_what_is_fetched_ahead_keeps_its_order_and_its_limit() -> None:
    running: list[int] = []
    most = []

    def fetch(n: int) -> int:
        running.append(n)
        most.append(len(running))
        time.sleep(0.001 * (n % 3))
        running.remove(n)
        return n * n

    assert list(fetch_ahead(fetch, range(40), 4)) == [n * n for n in range(40)]
    assert 1 < max(most) <= 4
