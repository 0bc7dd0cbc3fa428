"""A process of its own that checks the files of a folder: python -m benchmarks.batch_run FOLDER JOBS START END

Prints how many results have come in, then what they were. It loads nothing but the package.
"""

from __future__ import annotations

import sys
from pathlib import Path

from zhunsheng.portfolio import workers
from zhunsheng.portfolio.batch import Job, Tally
from zhunsheng.portfolio.folders import find_files

STEP = 20


def main(folder: str, jobs: int, start: int, end: int) -> None:
    paths = find_files([Path(folder)]).paths[start:end]
    job = Job()
    if jobs == 1:
        workers._prepare(job)  # a single process with the advantages the workers have
    total = Tally()
    for digest in workers.check_files(paths, job, jobs):
        total.add(digest)
        if total.files % STEP == 0:
            print(total.files, flush=True)
    print("end", total.files, total.reports, len(total.unread), len(total.crashes), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:5]))
