"""The small cast of every test, named by role, and the company it works for."""

import datetime as dt

import pytest

from prosfora.identity.models import RoleGrant, User
from prosfora.identity.rules import Role

MONDAY = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
DIRECT_SALES = "GR01-10-00"  # the area of the cast
DEALERS = "GR01-20-00"  # the area of the outsider, who must see nothing of the other
PASSWORD = "correct horse battery"


def a_user(name: str, *, role: Role | None = None, scope: str = "", language: str = "en") -> User:
    """A user who may sign in with PASSWORD and holds one role, or none."""
    user = User(
        username=name,
        email=f"{name}@aegean-fasteners.example",
        first_name=name.replace("_", " ").title(),
        language=language,
        home_area=scope or DIRECT_SALES,
        date_joined=MONDAY,
    )
    user.set_password(PASSWORD)
    user.save()
    if role is not None:
        RoleGrant.objects.create(user=user, role=role, scope=scope)
    return user


@pytest.fixture(autouse=True, scope="session")
def _fast_passwords() -> None:
    """Tests sign in often: hash passwords with one round."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True, scope="session")
def _tests_that_commit_are_cleaned_up() -> None:
    """Django empties all tables after them, which the triggers of append-only tables refuse: they are off meanwhile."""
    from django.db.backends.base.operations import BaseDatabaseOperations

    from prosfora.audit.tests.forging import triggers_off

    empty = BaseDatabaseOperations.execute_sql_flush

    def empty_all(operations: BaseDatabaseOperations, statements: list[str]) -> None:
        with triggers_off():
            empty(operations, statements)

    BaseDatabaseOperations.execute_sql_flush = empty_all


@pytest.fixture
def on_monday(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every request arrives on MONDAY, whatever day it is."""
    monkeypatch.setattr("prosfora.kit.middleware.now", lambda: MONDAY)


@pytest.fixture
def company(db: None) -> object:
    """Company GR01 with the sales areas of the cast, plant AT01, calendar GR and its number ranges."""
    from prosfora.company.tests.builders import a_company

    return a_company()


@pytest.fixture
def seller(db: None) -> User:
    return a_user("seller", role=Role.SELLER, scope=DIRECT_SALES)


@pytest.fixture
def sales_lead(db: None) -> User:
    return a_user("sales_lead", role=Role.SALES_LEAD, scope=DIRECT_SALES)


@pytest.fixture
def pricing_clerk(db: None) -> User:
    return a_user("pricing_clerk", role=Role.PRICING_CLERK, scope=DIRECT_SALES)


@pytest.fixture
def sales_support(db: None) -> User:
    return a_user("sales_support", role=Role.SALES_SUPPORT, scope=DIRECT_SALES)


@pytest.fixture
def auditor(db: None) -> User:
    return a_user("auditor", role=Role.AUDITOR, scope=DIRECT_SALES)


@pytest.fixture
def administrator(db: None) -> User:
    return a_user("administrator", role=Role.ADMINISTRATOR)


@pytest.fixture
def outsider(db: None) -> User:
    """A seller of the other sales area: must see nothing of the cast's records."""
    return a_user("outsider", role=Role.SELLER, scope=DEALERS)
