"""The pictures in docs/, taken anew from the playground: `python -m tests.screens [NAME …]`. Needs Chromium."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
WIDTH, HIGHEST = 680, 1700  # of a picture, in pixels

MADE = "/digest create time: 07:30 zone: Europe/London"

Steps = dict[str, tuple[str, ...]]

# What is typed, and what is typed or pressed then; the last message is taken.
SCREENS: Steps = {
    "who": ("/who mike pompeo",),
    "quotes": ("/quotes mattis",),
    "sources": ("/quotes mattis", "Sources"),
    "timeline": ("/timeline pakistan",),
    "search": ("/search safe havens",),
    "brief": ("/brief",),
    "links": ("/who mattis", "Related"),
    "compare": ("/compare people a: mattis b: pompeo topic: pakistan",),
    "over-time": ("/compare over-time person: mattis topic: pakistan",),
    "did-you-mean": ("/who matis",),
    "help": ("/help",),
    "settings": ("/settings zone: Europe/London",),
    "digest-created": ("/digest create name: Morning time: weekdays 7:30 zone: London",),
    "digest": (
        f"{MADE} name: Morning brief",
        "/digest layout digest: Morning brief length: short",
        "/digest now name: Morning brief",
    ),
    "digest-people": (f"{MADE} name: Who said what template: people", "/digest now name: Who said what"),
    "digest-classroom": (
        f"{MADE} name: For the class template: classroom",
        "/digest layout digest: For the class length: short",
        "/digest now name: For the class",
    ),
    "digest-why": (f"{MADE} name: Brief on Pakistan topics: Pakistan", "Preview"),
}
IN_A_MESSAGE: Steps = {"direct": ("what did Mattis say about Pakistan?",)}
AS_EMBEDS: Steps = {"embeds": ("/who mike pompeo",)}
OF_TWO: Steps = {"which-one": ("/who powell",)}

POWELLS = {  # the samples have no two of one name
    "un.txt": "Secretary of State Colin Powell addressed the Security Council on 5 February 2003. Powell spoke for an hour.",
    "rates.txt": "Federal Reserve Chair Jerome Powell spoke in Washington on 20 March 2019. Powell left rates unchanged.",
}


@contextmanager
def playground(*arguments: str, stories: Mapping[str, str], **settings: str) -> Iterator[str]:
    """The playground's address."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("DISCORD_", "BRIEFINGS_"))}
    with tempfile.TemporaryDirectory() as folder:
        store = ("--store", f"{folder}/news.db")
        for name, words in stories.items():
            (Path(folder) / name).write_text(words, "utf-8")
        if stories:
            subprocess.run(
                [sys.executable, "-m", "briefings", "load", *(f"{folder}/{name}" for name in stories), *store],
                cwd=ROOT, env=environ, check=True, stdout=subprocess.DEVNULL,
            )  # fmt: skip
        command = [sys.executable, "-m", "bot", "--playground", *store, *arguments]
        process = subprocess.Popen(command, cwd=ROOT, env=environ | settings, stdout=subprocess.PIPE, text=True)
        try:
            assert process.stdout is not None
            yield process.stdout.readline().removeprefix("playground: ").strip()
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def say(page: Page, typed: str) -> None:
    """It is typed and sent, and the answer is there."""
    page.locator("[contenteditable]:visible, textarea:visible").first.click()
    page.keyboard.type(typed, delay=80)
    page.wait_for_timeout(1500)
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)
    if page.locator(".command-popup").is_visible():  # its options are offered first
        page.locator(".send-message").click()
    page.wait_for_timeout(6000)  # the picture comes a moment after the answer


def take(page: Page, address: str, name: str, typed: str, *then: str) -> None:
    """`docs/<name>.png` shows the last message."""
    page.goto("about:blank")
    page.goto(address)
    page.get_by_text("Good day").first.wait_for()
    say(page, typed)
    for step in then:
        if step.startswith("/"):
            say(page, step)
            continue
        page.get_by_role("button", name=step, exact=True).last.click()
        page.wait_for_timeout(4000)
    page.mouse.move(1, 1)
    message = page.locator(".channel-message").last
    message.evaluate(
        f"it => {{ it.style.maxHeight = '{HIGHEST}px'; it.style.overflow = 'hidden'; it.scrollIntoView() }}"
    )
    with Image.open(BytesIO(message.screenshot())) as picture:  # few colours are needed, and a page loads quickly
        picture.convert("RGB").quantize(48, dither=Image.Dither.NONE).save(DOCS / f"{name}.png", optimize=True)
    print(f"{name}: {(DOCS / f'{name}.png').stat().st_size // 1000} kB")


def main(names: list[str]) -> None:
    """Those named, or all."""
    with sync_playwright() as driver:
        chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        browser = driver.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-lcd-text"]
        )
        page = browser.new_page(viewport={"width": WIDTH, "height": 4000})
        page.set_default_timeout(60_000)
        for screens, arguments, stories, settings in (
            (SCREENS, (), {}, {}),
            (IN_A_MESSAGE, ("--dm",), {}, {}),
            (AS_EMBEDS, (), {}, {"DISCORD_LAYOUT": "embeds"}),
            (OF_TWO, (), POWELLS, {}),
        ):
            chosen = {name: steps for name, steps in screens.items() if not names or name in names}
            if chosen:
                with playground(*arguments, stories=stories, **settings) as address:
                    for name, steps in chosen.items():
                        take(page, address, name, *steps)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
