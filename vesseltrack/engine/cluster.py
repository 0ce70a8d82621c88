"""Makes the parts of a search on the workers of a Dask cluster: processes of this machine, or machines of a scheduler."""

from __future__ import annotations

import logging
import os
import re
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory
from typing import Any

from vesseltrack.engine.by_number import InParts, Made, Part, make_part
from vesseltrack.engine.pipeline import steps
from vesseltrack.errors import WrongUse
from vesseltrack.store.addresses import files_at, is_address
from vesseltrack.store.connection import LEAST_MB

PARTS_PER_WORKER = 4
"""So many, lest one that has a slow part keep all others waiting."""
RETRIES = 3
"""How often a part is tried again whose worker was lost."""
_LOCAL = re.compile(r"local(?::([1-9]\d{0,3}))?")
MEMORY_SHARE = 0.6
"""Of a worker's memory, what DuckDB may use: Python needs some, and Dask halts a worker at 0.8."""
WAIT_S = 30
"""How long a scheduler and its first worker are waited for."""


@contextmanager
def run_on(
    cluster: str | None, exchange: str | None, beside: Path | None, memory: str | None = None
) -> Iterator[InParts | None]:
    """As :func:`in_parts`; ``None``, which leaves all to this process, if no cluster is named.

    Raises:
        WrongUse: as there; or an exchange is named without a cluster.
    """
    if exchange is not None and cluster is None:
        raise WrongUse("an exchange is of use to a cluster only", "name one: local:4, or tcp://10.0.0.5:8786.")
    if cluster is None:
        yield None
        return
    with in_parts(cluster, exchange, beside, memory) as run:
        yield run


@contextmanager
def in_parts(cluster: str, exchange: str | None, beside: Path | None, memory: str | None = None) -> Iterator[InParts]:
    """Within the block: what makes the steps of a search on the workers of a cluster.

    Args:
        cluster: ``local``, ``local:4`` (so many processes of this machine) or a scheduler's address, such as
            ``tcp://10.0.0.5:8786``.
        exchange: the folder that this machine and all workers can reach, a path or an address of fsspec; by default a new one
            beside the store, removed in the end.
        beside: the store.
        memory: DuckDB's limit on each worker; by default a share of what the worker has.

    Raises:
        WrongUse: Dask is not installed, the address is none, or nobody answers there.
    """
    with ExitStack() as opened:
        client = opened.enter_context(_client(cluster))
        folder = opened.enter_context(_folder(exchange, beside))
        workers = len(client.scheduler_info(n_workers=-1)["workers"])
        yield InParts(steps(), _on(client), folder, PARTS_PER_WORKER * workers, memory)


@contextmanager
def _folder(exchange: str | None, beside: Path | None) -> Iterator[str]:
    """A new folder in the exchange, or beside the store, that is removed in the end."""
    if exchange is not None and is_address(exchange):
        address = f"{exchange.rstrip('/')}/vesseltrack-{token_hex(8)}"
        files, path = files_at(address, "written")
        try:
            files.makedirs(path)
        except (ValueError, OSError) as e:
            raise WrongUse(f"{exchange} cannot be written: {e}", "name a folder or an address of fsspec.") from e
        try:
            yield address
        finally:
            files.rm(path, recursive=True)
        return
    place = Path(exchange).absolute() if exchange else beside and beside.absolute().parent
    if place is not None and not place.is_dir():
        raise WrongUse(f"there is no folder {place}", "make it, or name another with --exchange.")
    with TemporaryDirectory(prefix="vesseltrack-", dir=place) as folder:
        yield folder


def _make(part: Part) -> Made:
    """Make a part on a worker, in a share of its memory if no limit was asked for."""
    limit = import_module("distributed").get_worker().memory_manager.memory_limit
    if limit and part.memory is None:
        part = replace(part, memory=f"{max(LEAST_MB, MEMORY_SHARE * limit / 1e6):.0f}MB")
    return make_part(part)


def _on(client: Any) -> Callable[[Sequence[Part]], Iterable[Made]]:
    def make_all(parts: Sequence[Part]) -> Iterable[Made]:
        futures = client.map(_make, parts, pure=False, retries=RETRIES)
        try:
            made: list[Made] = client.gather(futures)
        except KeyboardInterrupt:
            logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # it would print that the waiting was given up
            raise
        return made

    return make_all


@contextmanager
def _ignoring_ctrl_c() -> Iterator[None]:
    """Processes started within the block ignore Ctrl-C, which a terminal sends to all: the one that started them ends them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _client(cluster: str) -> Iterator[Any]:
    """A client of the cluster, with at least one worker."""
    try:
        distributed: Any = import_module("distributed")
    except ImportError as e:
        raise WrongUse("--cluster needs Dask, which is not installed", "pip install 'vesseltrack[cluster]'") from e
    local = _LOCAL.fullmatch(cluster)
    if local is None and not re.match(r"(tcp|tls|ws|wss)://.", cluster):
        raise WrongUse(
            f"{cluster} is no cluster", "name local, local:4, or a scheduler's address such as tcp://10.0.0.5:8786."
        )
    with ExitStack() as opened:
        if local is not None:
            many = int(local[1] or len(os.sched_getaffinity(0)))
            with _ignoring_ctrl_c():
                address: Any = opened.enter_context(
                    distributed.LocalCluster(
                        n_workers=many,
                        threads_per_worker=1,
                        processes=True,
                        dashboard_address="127.0.0.1:0",
                        silence_logs=logging.ERROR,
                    )
                )
        else:
            address = cluster
        try:
            client = opened.enter_context(distributed.Client(address, timeout=WAIT_S, set_as_default=False))
            client.wait_for_workers(1, timeout=WAIT_S)
        except (OSError, TimeoutError) as e:
            raise WrongUse(f"no worker answers at {cluster}: {e}", "start dask scheduler and dask worker there.") from e
        yield client
