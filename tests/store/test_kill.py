"""A process may be killed at any moment: what was promised is kept, and a schema is the old one or the new one."""

import subprocess
import sys
from pathlib import Path

import pytest

from briefings.model import PUBLIC, Scope
from briefings.store import Store
from tests.builders import NOW
from tests.store.newsroom import brussels, identify
from tests.store.test_desk import SERVER
from tests.store.test_order import check_figures

KILLS = 5

PROMISING = """
import sys
from briefings.store import Store
from tests.builders import NOW
from tests.store.test_desk import schedule
store = Store.open(sys.argv[1], writes="desk", now=NOW)
while True:
    print(store.schedules.add(schedule(name=f"after {sys.argv[2]}")).id, flush=True)
"""

MIGRATING = """
import os, signal, sys
from sqlalchemy import Engine, event
from briefings.store import Store
from tests.builders import NOW
left = int(sys.argv[2])
@event.listens_for(Engine, "before_cursor_execute")
def count(*_):
    global left
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
Store.open(sys.argv[1], writes="both", now=NOW)
"""


def test_whatever_was_confirmed_is_there_after_a_kill(tmp_path: Path):
    address, confirmed = str(tmp_path / "news.db"), list[int]()
    for number in range(KILLS):
        with subprocess.Popen(
            [sys.executable, "-c", PROMISING, address, str(number)], stdout=subprocess.PIPE, text=True
        ) as bot:
            assert bot.stdout is not None
            confirmed += [int(bot.stdout.readline()) for _ in range(1 + 2 * number)]
            bot.kill()
        with Store.open(address, now=NOW) as store:
            assert set(confirmed) <= {found.id for found in store.schedules.all(SERVER)}
    assert len(set(confirmed)) == len(confirmed)


@pytest.mark.parametrize("after", [3, 20, 45, 60, 75])
def test_a_kill_in_the_middle_of_a_migration_leaves_the_old_or_the_new(tmp_path: Path, after: int):
    address = str(tmp_path / "news.db")
    subprocess.run([sys.executable, "-c", MIGRATING, address, str(after)], check=False)
    with Store.open(address, now=NOW) as reading:
        assert reading.articles.newest(Scope()) == ()
    with Store.open(address, writes="both", now=NOW) as store:
        store.articles.save(*brussels(), collection=PUBLIC, identify=identify, at=NOW)
        check_figures(store, [brussels()])
