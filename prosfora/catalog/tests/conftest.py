"""Fixtures of the room's tests."""

import pytest

from prosfora.company.models import Company
from prosfora.company.tests.builders import a_company


@pytest.fixture
def company(db: None) -> Company:
    return a_company()
