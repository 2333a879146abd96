"""What only Discord needs: a token is never repeated, and a stand-in stands on this machine."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.config import BotSettings
from briefings.config import HERE
from briefings.errors import SettingsInvalid

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GaBcDe.abcdefghijklmnopqrstuvwxyz0123"  # made up, of the shape that Discord gives


def problems(**environ: str) -> list[str]:
    with pytest.raises(SettingsInvalid) as caught:
        BotSettings.from_env(environ)
    assert (caught.value.key, caught.value.exit_code) == ("settings_invalid", 78)
    return list(caught.value.values["problems"])


def test_nothing_is_needed():
    assert BotSettings.from_env({}) == BotSettings.from_env({"DISCORD_TOKEN": " ", "DISCORD_GATEWAY": ""})
    assert BotSettings.from_env({}).token == ""


def test_every_setting_can_be_set():
    environ = {
        "DISCORD_TOKEN": f" {TOKEN}\n",
        "DISCORD_APPLICATION_ID": "123456789012345678",
        "DISCORD_API_BASE": "http://127.0.0.1:8080/api/v10/",
        "DISCORD_GATEWAY": "ws://127.0.0.1:8080/gateway",
        "DISCORD_LAYOUT": "embeds",
        "DISCORD_PICTURES": "Off",
    }
    assert BotSettings.from_env(environ) == BotSettings(
        TOKEN, 123456789012345678, "http://127.0.0.1:8080/api/v10", "ws://127.0.0.1:8080/gateway", "embeds", False
    )


@pytest.mark.parametrize("token", ["hunter2", TOKEN[:-20], f"Bot {TOKEN}", f'"{TOKEN}"', TOKEN.replace(".", "")])
def test_what_is_no_token_is_told_and_never_repeated(token: str):
    (problem,) = problems(DISCORD_TOKEN=token)
    assert problem.startswith("DISCORD_TOKEN")
    assert token not in problem


def test_every_wrong_setting_is_told_at_once():
    wrong = problems(
        DISCORD_TOKEN="x",
        DISCORD_APPLICATION_ID="mattis",
        DISCORD_API_BASE="https://x.example",
        DISCORD_GATEWAY="ws://",
        DISCORD_LAYOUT="pretty",
        DISCORD_PICTURES="few",
    )
    assert [problem.split()[0] for problem in wrong] == [
        "DISCORD_TOKEN", "DISCORD_APPLICATION_ID", "DISCORD_API_BASE", "DISCORD_GATEWAY", "DISCORD_LAYOUT",
        "DISCORD_PICTURES",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "base", ["http://localhost:8080/api/v10", "http://127.0.0.1/api/v10", "http://127.9.9.9:1", "http://[::1]:8080/api"]
)
def test_an_address_on_this_machine_is_taken(base: str):
    assert BotSettings.from_env({"DISCORD_API_BASE": base}).api_base == base


@pytest.mark.parametrize(
    "base",
    [
        "https://discord.com/api/v10",
        "http://discord.com/api/v10",
        "https://127.0.0.1/api/v10",                      # nothing on this machine needs TLS
        "http://127.0.0.1@evil.example/api/v10",
        "http://127.0.0.1.evil.example/api/v10",
        "http://localhost.evil.example/",
        "http://0.0.0.0:8080/",
        "http://10.0.0.1:8080/",
        "http://169.254.169.254/",
        "http://[::1",
        "http://127.0.0.1:port/",
        "http://127.0.0.1:99999/",
        "127.0.0.1:8080",
        "file:///etc/passwd",
    ],
)  # fmt: skip
def test_every_other_address_is_refused(base: str):
    (problem,) = problems(DISCORD_API_BASE=base)
    assert "only an http:// address on this machine" in problem
    assert "DISCORD_GATEWAY" in problems(DISCORD_GATEWAY=base.replace("http", "ws", 1))[0]


@pytest.mark.parametrize(
    "written, said", [(b"DISCORD_TOKEN=hunter2", "DISCORD_TOKEN"), (b"DISCORD_TOKEN=\xfc", "UTF-8")]
)
def test_the_bot_does_not_start_on_settings_that_cannot_work(tmp_path: Path, written: bytes, said: str):
    (tmp_path / ".env").write_bytes(written)
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("BRIEFINGS_", "DISCORD_"))}
    ran = subprocess.run(
        [sys.executable, "-m", "bot"], cwd=tmp_path, env={**clean, "PYTHONPATH": str(HERE)}, capture_output=True, text=True
    )  # fmt: skip
    assert (ran.returncode, ran.stdout, len(ran.stderr.splitlines())) == (78, "", 1)
    assert said in ran.stderr
    assert "hunter2" not in ran.stderr
    assert [file.name for file in tmp_path.iterdir()] == [".env"]
