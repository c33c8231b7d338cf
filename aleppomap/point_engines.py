"""Who does the work: this process, chunk after chunk, or the workers of a Dask cluster."""

from __future__ import annotations

import contextlib
import importlib.util
import logging
import os
import re
import socket
from collections.abc import Iterator, Sequence
from typing import Any, Literal, get_args

from aleppomap.errors import AleppoMapError
from aleppomap.grounds import Ground
from aleppomap.point_csv import Chunk
from aleppomap.point_parts import Counts, Work, make_part

__all__ = ["Engine", "engine_for", "run"]

Engine = Literal["auto", "local", "dask"]
"""``auto``: Dask where a scheduler is named, else this process."""

_PATIENCE_S = 20.0
"""How long a scheduler may take to answer."""

_ADDRESS = re.compile(r"((tcp|tls)://)?(?P<host>[^/\s]+):(?P<port>\d{1,5})")


def engine_for(engine: Engine, scheduler: str | None) -> Literal["local", "dask"]:
    """Return the engine to use.

    Raises
    ------
    AleppoMapError
        If there is no such engine, it takes no scheduler, or Dask is not installed.
    """
    if engine not in get_args(Engine):
        raise AleppoMapError(f"no engine {engine!r}; allowed: {', '.join(get_args(Engine))}")
    if engine == "local" and scheduler is not None:
        raise AleppoMapError("the local engine takes no scheduler; use --engine dask")
    if scheduler is not None and not _ADDRESS.fullmatch(scheduler):
        raise AleppoMapError(f"no scheduler {scheduler!r}; allowed: tcp://HOST:PORT")
    if engine == "local" or (engine == "auto" and scheduler is None):
        return "local"
    if any(importlib.util.find_spec(name) is None for name in ("distributed", "dask_geopandas")):
        raise AleppoMapError(
            "the Dask engine needs dask-geopandas and distributed, which are not installed; "
            "pip install 'aleppomap[dask]', or use --engine local"
        )
    return "dask"


def run(
    engine: Literal["local", "dask"],
    chunks: Sequence[Chunk],
    ground: Ground,
    work: Work,
    scheduler: str | None = None,
) -> Iterator[Counts]:
    """Make the parts of chunks; yield the counts of each as it is finished.

    Parameters
    ----------
    engine
        What does the work.
    chunks
        Those still to be made; the local engine keeps their order, the other does not.
    ground
        What is needed of the control.
    work
        What is done to each.
    scheduler
        Address of a Dask scheduler; a cluster of processes on this machine when None.

    Raises
    ------
    AleppoMapError
        If a part cannot be made, or the cluster cannot be reached or fails.
    """
    if engine == "local":
        for chunk in chunks:
            yield make_part(chunk, ground, work)
        return
    yield from _on_dask(chunks, ground, work, scheduler)


def _on_dask(
    chunks: Sequence[Chunk], ground: Ground, work: Work, scheduler: str | None
) -> Iterator[Counts]:
    from distributed import KilledWorker, as_completed

    try:
        with _client(scheduler) as client:
            # A task of its own, so that the control goes to each worker once, not with each
            # chunk; and so that the scheduler can make it again where workers were lost.
            held = client.submit(_itself, ground, pure=False)
            tasks = client.map(make_part, chunks, ground=held, work=work, pure=False)
            try:
                for task in as_completed(tasks, loop=client.loop):
                    yield task.result()
            finally:
                client.cancel(tasks)
    except KilledWorker as error:
        raise AleppoMapError(
            "workers died again and again on one chunk: give them more memory, or fewer rows at a "
            "time with --chunk-rows"
        ) from error
    except (OSError, OverflowError, ImportError) as error:
        where = scheduler or "on this machine"
        raise AleppoMapError(f"the Dask cluster {where} failed: {error}") from error


def _itself(ground: Ground) -> Ground:
    return ground


@contextlib.contextmanager
def _client(scheduler: str | None) -> Iterator[Any]:
    from distributed import Client, LocalCluster

    if scheduler is not None:
        found = _ADDRESS.fullmatch(scheduler)
        # A client that cannot connect complains on for as long as it lives: ask before.
        if found is not None:
            place = (found["host"].strip("[]"), int(found["port"]))
            socket.create_connection(place, _PATIENCE_S).close()
        with Client(scheduler, timeout=_PATIENCE_S, set_as_default=False) as client:
            yield client
        return
    nannies = logging.getLogger("distributed.nanny")
    level = nannies.level
    try:
        # A port of its own for the status page, on this machine alone: the usual may be taken.
        with (
            LocalCluster(
                n_workers=os.cpu_count() or 1, threads_per_worker=1, dashboard_address="127.0.0.1:0"
            ) as cluster,
            Client(cluster, set_as_default=False) as client,
        ):
            yield client
            # The work is done: that a busy machine ends a worker slowly is no news.
            nannies.setLevel(logging.ERROR)
    finally:
        nannies.setLevel(level)
