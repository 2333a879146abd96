"""What an admin asks for is read, or refused with what would do."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from briefings.app import App
from briefings.digests.plan import find, make, near_zones, read_zone
from briefings.errors import WrongUsage
from briefings.model import Schedule, ServerSettings
from tests.digests.newsroom import CREATED, SERVER, newsroom, utc


@pytest.mark.parametrize("given", ["Europe/London", "europe/london", "Europe/london ", "UTC"])
def test_a_zone_is_known_by_its_name_whatever_the_case(given: str):
    assert read_zone(given) in {"Europe/London", "UTC"}


def test_a_zone_is_known_by_its_place_alone_where_only_one_has_it():
    assert [read_zone("London"), read_zone("new york")] == ["Europe/London", "America/New_York"]
    with pytest.raises(WrongUsage):
        read_zone("Louisville")


def test_an_unknown_zone_is_refused_with_the_nearest_ones():
    with pytest.raises(WrongUsage) as refused:
        read_zone("Londn")
    assert "Europe/London" in refused.value.values["near"]


@pytest.mark.parametrize("given", ["EST", "CET", "gmt+2", "Etc/GMT-3", ""])
def test_a_zone_without_the_rules_of_a_place_is_refused(given: str):
    with pytest.raises(WrongUsage):
        read_zone(given)


def test_zones_are_offered_by_the_place_somebody_types():
    assert near_zones("new y")[0] == "America/New_York"
    assert near_zones("lond")[0] == "Europe/London"
    assert near_zones("londn")[0] == "Europe/London"
    assert near_zones("new yrok")[0] == "America/New_York"
    assert near_zones("zzzzzz") == ()
    assert len(near_zones("")) == 25


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    with newsroom(tmp_path) as app:
        yield app


def wish(app: App, server: str = SERVER, **changed: Any) -> Schedule:
    wished: dict[str, Any] = {
        "destination": "discord:2002", "name": "Morning brief", "rule": "7:30", "zone": "europe/london",
        "template": "daily", "templates": {"daily": "Morning brief", "headlines": "Headlines"}, "now": CREATED,
    }  # fmt: skip
    return make(app.store, ServerSettings(server), **(wished | changed))


def test_a_digest_is_kept_with_its_zone_and_first_due_at_its_next_time_there(app: App):
    made = wish(app)
    assert (made.zone, made.next_due) == ("Europe/London", utc("2026-11-21T07:30"))
    assert wish(app, name="Noon in Tokyo", rule="21:00", zone="Asia/Tokyo").next_due == utc("2026-11-21T12:00")
    assert app.store.schedules.get(SERVER, made.id) == made


@pytest.mark.parametrize(
    "changed, key",
    [
        ({"name": " "}, "digest_name_length"),
        ({"name": "x" * 81}, "digest_name_length"),
        ({"name": "MORNING  brief"}, "digest_name_taken"),
        ({"template": "gone"}, "digest_template_unknown"),
        ({"rule": "soon"}, "rule_unreadable"),
        ({"quiet": "07:00-09:00"}, "digest_always_quiet"),
        ({"zone": None}, "digest_zone_needed"),
        ({"zone": "Mars"}, "zone_unknown"),
    ],
)
def test_what_cannot_be_is_refused_and_not_kept(app: App, changed: dict[str, str], key: str):
    wish(app)
    with pytest.raises(WrongUsage) as refused:
        wish(app, **({"name": "Another"} | changed))
    assert refused.value.key == key
    assert len(app.store.schedules.all(SERVER)) == 1


def test_a_server_has_twenty_digests_at_most_and_knows_no_other_servers(app: App):
    for number in range(20):
        wish(app, name=f"Brief {number}")
    with pytest.raises(WrongUsage, match="too many"):
        wish(app, name="One more")
    wish(app, "guild:2", name="Brief 1")
    assert find(app.store, SERVER, "brief 7 ").name == "Brief 7"
    with pytest.raises(WrongUsage) as unknown:
        find(app.store, "guild:2", "Brief 7")
    assert unknown.value.values["known"] == ["Brief 1"]
