"""What every test may ask for: the same dice each time, and the length of a long run."""

import pytest
from hypothesis import HealthCheck, settings

# No deadline: two cores may be busy with something else, and a slow example is no wrong one.
settings.register_profile(
    "test",
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=50,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("soak", parent=settings.get_profile("test"), derandomize=False, max_examples=2000)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--soak", action="store_true", help="the long runs at their full size")


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile("soak" if config.getoption("--soak") else "test")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the long runs that have no short form, unless `make soak` asks for them."""
    if config.getoption("--soak"):
        return
    long_only = [
        item for item in items if (soak := item.get_closest_marker("soak")) and soak.kwargs.get("short") is None
    ]
    if long_only:
        config.hook.pytest_deselected(items=long_only)
        items[:] = [item for item in items if item not in long_only]


@pytest.fixture
def rounds(request: pytest.FixtureRequest) -> int:
    """How often a long run goes round: `@pytest.mark.soak(short=20, full=1000)` says so of its test."""
    soak = request.node.get_closest_marker("soak")
    assert soak is not None, "a test that counts rounds says how many: @pytest.mark.soak(short=…, full=…)"
    return int(soak.kwargs["full" if request.config.getoption("--soak") else "short"])
