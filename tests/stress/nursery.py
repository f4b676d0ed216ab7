"""Where workers are born: ``python -m tests.stress.nursery`` imports everything once, and forks a process for each job.

It has one thread and no connection when it forks, so that a fork is a clean start, which costs milliseconds. Each line
of its input is a list of jobs; the answer, a line too, is the list of the processes' exit codes, negative for a signal.
"""

import asyncio
import gc
import json
import os
import signal
import sys
import tempfile
import traceback
from datetime import timedelta
from pathlib import Path

from sqlalchemy import create_engine

from bot import logs
from bot.model import Destination, Rules, Schedule
from bot.storage.store import Store
from tests.builders import NOW
from tests.stress.harness import announce
from tests.stress.platform_adapter import PLATFORM
from tests.stress.worker import Job, work

LONGEST = 600  # seconds that a job may take
NOBODY = 9  # a port at which nobody answers


def _live(job: Job) -> None:
    signal.alarm(LONGEST)
    asyncio.run(work(job))


def _fork(job: Job) -> int:
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        _live(job)
        code = 0
    except BaseException:  # noqa: BLE001 - the child must never return into the nursery
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def warm_up() -> None:
    """Go through a delivery, in vain, so that what is made at its first use is there in every fork."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/warm.db"
        with Store.open(url) as store:
            announce(store, NOW, 1)
            to = Destination(PLATFORM, "local", "nowhere")
            store.subscriptions.add(to, "#nowhere", Schedule(), Rules(), "U1", NOW, NOW - timedelta(days=1))
        create_engine("postgresql+psycopg://")  # loads the driver
        asyncio.run(work(Job(url, NOBODY, NOW.isoformat(), str(Path(folder) / "steps"), "nobody", 1.0)))


def main() -> None:
    """Serve until the input ends."""
    logs.set_up("error", "text")
    warm_up()
    gc.freeze()  # or each fork copies all of it when it collects
    for line in sys.stdin:
        children = [_fork(Job(**told)) for told in json.loads(line)]
        codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
        sys.stdout.write(json.dumps(codes) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
