"""What a stranger sees: `make run`'s page in a real browser, and the dossier in it."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed"),
]


@pytest.fixture
def page_address(tmp_path: Path) -> Iterator[str]:
    """The playground's address, as a newcomer's first `make run` prints it; afterwards it stopped cleanly."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("DISCORD_", "BRIEFINGS_"))}
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "--store", str(tmp_path / "news.db")],
        cwd=ROOT,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=(tmp_path / "log").open("w"),
        text=True,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.fullmatch(r"playground: (http://127\.0\.0\.1:\d+/#\S+)\n", line)
        assert found, line + (tmp_path / "log").read_text()
        yield found[1]
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
        assert "Traceback" not in (tmp_path / "log").read_text()
    finally:
        process.kill()
        process.wait()


def test_a_stranger_types_who_mattis_and_sees_the_dossier_and_its_sources(page_address: str):
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright drives the browser")
    with sync_api.sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        page = browser.new_page(viewport={"width": 1100, "height": 1400})
        page.set_default_timeout(60_000)  # two cores may be busy with other tests
        dossier = page.get_by_text("Printed as James Mattis").first
        # SimCord's page completes commands while one types; on a busy machine it lags behind a driver that types
        # faster than anybody, and takes Enter for a choice in its list. A page opened anew begins again.
        for _ in range(4):
            page.goto("about:blank")
            page.goto(page_address)
            page.get_by_text("Good day").first.wait_for()
            page.locator("[contenteditable]:visible, textarea:visible").first.click()
            page.keyboard.type("/who mattis", delay=80)
            page.wait_for_timeout(1500)
            page.keyboard.press("Enter")
            with contextlib.suppress(sync_api.TimeoutError):
                dossier.wait_for(timeout=20_000)
                break
        assert dossier.is_visible()
        assert page.get_by_text("U.S. Defense Secretary, as of about 4 December 2017").count() == 1
        page.get_by_role("button", name="Sources").last.click()
        page.get_by_text("Only you can see this").first.wait_for()
        assert page.get_by_text("Mattis seeks more cooperation with Pakistan on terror fight").count() >= 1
        browser.close()
