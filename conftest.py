"""What every test run needs; the cast lives in tests/cast.py."""

import os
from collections.abc import Iterator

import psycopg
import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("PROSFORA_SECRET_KEY", "only-for-tests")
pytest_plugins = ["tests.cast"]

POSTGRES = os.environ.get("PROSFORA_TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432/test")
NOT_RUN = pytest.StashKey[list[str]]()

# Properties are about values; how long a busy machine takes to draw them is no finding (speed is shown in bench/).
settings.register_profile("prosfora", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("prosfora")


def reachable(address: str) -> bool:
    """Whether a PostgreSQL answers there (its database need not exist)."""
    try:
        psycopg.connect(address.rsplit("/", 1)[0] + "/postgres", connect_timeout=5).close()
    except psycopg.Error:
        return False
    return True


def _asks_the_database(item: pytest.Item) -> bool:
    """Whether it has the tests' database, by mark or fixture, or a product of its own on one of the same kind."""
    fixtures = {"db", "transactional_db", "django_db_setup", "served"}.intersection(getattr(item, "fixturenames", ()))
    return bool(fixtures) or item.get_closest_marker("django_db") is not None


@pytest.hookimpl(tryfirst=True)  # before `-m "not one_pass"` selects
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests that ask no database need one pass. Without a PostgreSQL its tests are left out, and named at the end."""
    for item in items:
        if not _asks_the_database(item):
            item.add_marker(pytest.mark.one_pass)
    left_out = [item for item in items if item.get_closest_marker("postgres")]
    if left_out and not reachable(POSTGRES):
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=left_out)
        config.stash[NOT_RUN] = [item.nodeid for item in left_out]


@pytest.hookimpl(wrapper=True)
def pytest_sessionfinish(session: pytest.Session) -> Iterator[None]:
    """A worker of xdist tells the controller what it left out."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["not_run"] = session.config.stash.get(NOT_RUN, [])
    return (yield)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    """The controller takes down what a worker left out; every worker leaves out the same."""
    not_run = getattr(node, "workeroutput", {}).get("not_run", [])
    if not_run:
        node.config.stash[NOT_RUN] = not_run  # type: ignore[attr-defined]  # xdist has no types


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say what was not run: nothing is skipped in silence."""
    if not_run := config.stash.get(NOT_RUN, []):
        terminalreporter.write_line(f"not run, no PostgreSQL at {POSTGRES}: {len(not_run)} tests:", yellow=True)
        for name in sorted(not_run):
            terminalreporter.write_line(f"  {name}")


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """The PostgreSQL of tests marked `postgres`."""
    return POSTGRES
