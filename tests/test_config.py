"""Settings: empty means the usual one, and every wrong one is told at once."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from briefings.config import HERE, Settings, invite_link, with_env_file
from briefings.errors import SettingsInvalid


def problems(environ: dict[str, str]) -> list[str]:
    with pytest.raises(SettingsInvalid) as caught:
        Settings.from_env(environ)
    assert (caught.value.key, caught.value.exit_code) == ("settings_invalid", 78)
    return list(caught.value.values["problems"])


@pytest.mark.parametrize("environ", [{}, {"BRIEFINGS_ZONE": "", "BRIEFINGS_STORE": "  "}, {"HOME": "/", "BRIEFINGS_NEW": "x"}])  # fmt: skip
def test_without_settings_everything_is_as_usual(environ: dict[str, str]):
    assert Settings.from_env(environ) == Settings()
    assert Settings().templates == HERE / "templates"


def test_every_setting_can_be_set(tmp_path: Path):
    environ = {
        "BRIEFINGS_STORE": " news.db ",
        "BRIEFINGS_TEMPLATES": str(tmp_path),
        "BRIEFINGS_MODEL": "en_core_web_sm",
        "BRIEFINGS_ZONE": "Asia/Karachi",
        "BRIEFINGS_LOG_LEVEL": "debug",
    }
    assert Settings.from_env(environ) == Settings("news.db", tmp_path, "en_core_web_sm", "Asia/Karachi", "DEBUG")


def test_every_wrong_setting_is_told_at_once():
    wrong = problems({"BRIEFINGS_ZONE": "Mars", "BRIEFINGS_LOG_LEVEL": "LOUD", "BRIEFINGS_TEMPLATES": "/nowhere"})
    assert [problem.split()[0] for problem in wrong] == ["BRIEFINGS_ZONE", "BRIEFINGS_LOG_LEVEL", "BRIEFINGS_TEMPLATES"]
    assert "Europe/London" in wrong[0]


@pytest.mark.parametrize(
    "store, shown",
    [
        ("briefings.db", "briefings.db"),
        ("/var/lib/a:b@c/news.db", "/var/lib/a:b@c/news.db"),
        ("postgresql://localhost/news", "postgresql://localhost/news"),
        ("postgresql://editor@localhost/news", "postgresql://editor@localhost/news"),
        ("postgresql://editor:hunter2@localhost:5432/news", "postgresql://editor:***@localhost:5432/news"),
        ("postgresql://editor:hunt@er/2@localhost/news", "postgresql://editor:***@localhost/news"),
        ("postgresql:///news?user=editor&password=hunter2&host=/run", "postgresql:///news?user=editor&password=***&host=/run"),
    ],
)  # fmt: skip
def test_a_store_is_shown_without_its_password(store: str, shown: str):
    assert Settings(store=store).shown_store == shown


# --- .env --------------------------------------------------------------------------------------------------------


def test_the_environment_wins_over_the_file(tmp_path: Path):
    file = tmp_path / ".env"
    file.write_text("# mine\nBRIEFINGS_ZONE=Asia/Karachi\nexport BRIEFINGS_STORE='a b.db'\nBRIEFINGS_MODEL=\nALONE\n")
    assert with_env_file({"BRIEFINGS_ZONE": "UTC", "HOME": "/"}, file) == {
        "BRIEFINGS_ZONE": "UTC",
        "BRIEFINGS_STORE": "a b.db",
        "BRIEFINGS_MODEL": "",
        "ALONE": "",
        "HOME": "/",
    }


def test_without_a_file_there_is_only_the_environment(tmp_path: Path):
    assert with_env_file({"HOME": "/"}, tmp_path / ".env") == {"HOME": "/"}
    (tmp_path / ".env").mkdir()
    assert with_env_file({"HOME": "/"}, tmp_path / ".env") == {"HOME": "/"}


def test_the_example_is_a_file_of_the_usual_settings():
    assert Settings.from_env(with_env_file({}, HERE / ".env.example")) == Settings()


def test_a_file_that_is_no_utf_8_is_told(tmp_path: Path):
    (tmp_path / ".env").write_bytes("BRIEFINGS_STORE=Zürich.db".encode("utf-16"))
    with pytest.raises(SettingsInvalid) as caught:
        with_env_file({}, tmp_path / ".env")
    assert "it is not written in UTF-8" in caught.value.values["problems"][0]


# --- the invitation ----------------------------------------------------------------------------------------------


def test_the_invitation_asks_for_exactly_what_is_needed():
    link = urlsplit(invite_link("123456789012345678"))
    assert (link.scheme, link.netloc, link.path) == ("https", "discord.com", "/oauth2/authorize")
    asked = parse_qs(link.query)
    assert (asked["client_id"], asked["scope"]) == (["123456789012345678"], ["bot applications.commands"])
    needed = {
        "View Channels": 10, "Send Messages": 11, "Embed Links": 14, "Attach Files": 15, "Read Message History": 16,
        "Send Messages in Threads": 38,
    }  # fmt: skip
    assert int(asked["permissions"][0]) == sum(1 << bit for bit in needed.values())


@pytest.mark.parametrize("given", ["", "mattis", "12", "１２３４５６７８９０１２３４５６７８", "123456789012345678 "])
def test_what_is_no_application_id_makes_no_invitation(given: str):
    with pytest.raises(SettingsInvalid) as caught:
        invite_link(given)
    assert caught.value.key == "application_id_missing"
