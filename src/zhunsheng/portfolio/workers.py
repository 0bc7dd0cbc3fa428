"""The checks of `batch` mapped over the cores of this machine.

Files go out in chunks, results come back in the order of the files, and only a few chunks are on
their way at a time, so that memory stays flat however many files there are. A worker that dies
(out of memory, killed) takes down its pool: the chunks on their way are repeated file by file, so
that the one file to blame is found and reported and no other is lost.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from pathlib import Path

from zhunsheng.portfolio.batch import FileDigest, Job, Unread, digest, digest_chunk
from zhunsheng.portfolio.sources import intake

CHUNK = 20
_CHUNKS_PER_WORKER = 3
"""On their way at a time: one at work, the others so that no worker ever waits for the next."""
_RARELY = (50_000, 10, 10)
"""A report makes ten thousand objects and hardly any cycle: looking for cycles every 700 objects, as
Python does by itself, takes a seventh of the time."""


Running = Future[list[FileDigest]] | None
"""A chunk's results to come; None when they were lost with their pool."""


def check_files(paths: Sequence[Path], job: Job, jobs: int, with_lines: bool = False) -> Iterator[FileDigest]:
    """Every file checked by `jobs` processes, in order. Closing the iterator stops them."""
    pool = _pool(jobs, job)
    waiting: deque[tuple[list[Path], Running]] = deque()
    chunks = _chunks(paths)
    try:
        while True:
            for chunk in islice(chunks, jobs * _CHUNKS_PER_WORKER - len(waiting)):
                waiting.append((chunk, _submit(pool, chunk, job, with_lines)))
            if not waiting:
                return
            chunk, future = waiting.popleft()
            try:
                results = future.result() if future is not None else None
            except BrokenProcessPool:
                results = None
                pool.shutdown()
                pool = _pool(jobs, job)
                waiting = deque((other, _if_finished(running)) for other, running in waiting)
            yield from _one_by_one(chunk, job, with_lines) if results is None else results
    finally:
        # With nothing on its way this takes no time, and a pool still closing when Python ends complains.
        pool.shutdown(wait=not waiting, cancel_futures=True)


def _chunks(paths: Sequence[Path]) -> Iterator[list[Path]]:
    for start in range(0, len(paths), CHUNK):
        yield list(paths[start : start + CHUNK])


def _submit(pool: ProcessPoolExecutor, chunk: list[Path], job: Job, with_lines: bool) -> Running:
    try:
        return pool.submit(digest_chunk, chunk, job, with_lines)
    except BrokenProcessPool:
        return None


def _if_finished(future: Running) -> Running:
    """A chunk finished before its pool broke keeps its result; the others are lost."""
    finished = future is not None and future.done() and not future.cancelled() and future.exception() is None
    return future if finished else None


def _one_by_one(chunk: list[Path], job: Job, with_lines: bool) -> Iterator[FileDigest]:
    """The files of a lost chunk, each on its own, in a process that nobody else depends on."""
    pool = _pool(1, job)
    try:
        for path in chunk:
            try:
                yield from pool.submit(digest_chunk, [path], job, with_lines).result()
            except BrokenProcessPool:
                pool.shutdown()
                pool = _pool(1, job)
                yield digest(_killed(path), str(path), with_lines)
        pool.shutdown()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _killed(path: Path) -> Unread:
    return Unread(
        str(path), "worker_died", "读取这个文件的进程被系统中止（多半是内存不够），请单独打开检查这个文件。"
    )


# --- processes -------------------------------------------------------------------------------------


def _pool(jobs: int, job: Job) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, _context(), initializer=_prepare, initargs=(job,))


def _context() -> multiprocessing.context.BaseContext:
    """Never a plain fork: the parent has threads (progress bar, pool), and a forked lock stays locked."""
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    context.set_forkserver_preload([__name__])
    return context


def _prepare(job: Job) -> None:
    """A worker's start: Ctrl-C ends it at once, it ends with its parent, the rulebook is loaded."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    intake(*job.folders)
    gc.freeze()
    gc.set_threshold(*_RARELY)


def _end_with_parent() -> None:
    """A parent that was killed can't tell its workers; without this they would wait for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
