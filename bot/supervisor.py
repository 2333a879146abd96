"""The reader's process: started beside the bot, started again when it dies, stopped with it."""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

log = logging.getLogger(__name__)

READER = (sys.executable, "-m", "briefings", "read", "--with-parent")

FIRST_PAUSE = 1.0  # seconds before a dead reader is started again; doubled each time
LONGEST_PAUSE = 60.0
STEADY = 60.0  # a reader that lived so long has earned the first pause again
STOP_SECONDS = 15.0  # time to finish the article in hand


@asynccontextmanager
async def supervising(environ: Mapping[str, str], command: Sequence[str] = READER) -> AsyncIterator[None]:
    """Within, a reader runs with these settings. It ends by itself, too, when this process is killed."""
    task = asyncio.create_task(_keep_running(command, environ), name="reader's supervisor")
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _keep_running(command: Sequence[str], environ: Mapping[str, str]) -> None:
    loop = asyncio.get_running_loop()
    pause = FIRST_PAUSE
    while True:
        started = loop.time()
        ended = await _run_once(command, environ)
        if loop.time() - started > STEADY:
            pause = FIRST_PAUSE
        log.warning("the reader %s; it is started again in %.0f s", ended, pause)
        await asyncio.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)


async def _run_once(command: Sequence[str], environ: Mapping[str, str]) -> str:
    """Runs until it ends, and says how. Cancelled, it stops the reader first."""
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            env=dict(environ),
            stdin=asyncio.subprocess.PIPE,  # held open: its end tells the reader that this process is gone
            process_group=0,  # Ctrl-C in a terminal is for us alone; we pass it on when we are done with the reader
        )
    except OSError as problem:
        return f"could not be started ({problem})"
    try:
        return f"ended with {await process.wait()}"
    finally:
        await _stop(process)


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), STOP_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()
