"""A search of few messages runs on one thread, and leaves the store as many as it had."""

import pytest

from vesseltrack.engine import threads
from vesseltrack.store import Store


def used(store):
    return store.one("SELECT current_setting('threads')")[0]


@pytest.mark.parametrize(("few", "within"), [(4, 1), (3, 3)])
def test_of_few_messages_one_thread_and_of_more_as_many_as_before(monkeypatch, few, within):
    monkeypatch.setattr(threads, "FEW_MESSAGES", few)
    with Store(None) as store:
        store.execute("INSERT INTO fixes (ssvid, time) SELECT n, TIMESTAMP '2026-11-16' FROM range(3) AS r(n)")
        store.execute("SET threads = 3")
        with threads.one_if_few(store), store.transaction():
            assert used(store) == within
        assert used(store) == 3


def test_a_search_that_fails_gives_the_threads_back():
    with Store(None) as store:
        store.execute("SET threads = 3")
        with pytest.raises(RuntimeError), threads.one_if_few(store), store.transaction():
            raise RuntimeError
        assert used(store) == 3
