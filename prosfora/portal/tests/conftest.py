"""What the tests of the customer's page share."""

from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

from prosfora.documents.models import SalesDocument
from prosfora.identity.models import User
from prosfora.portal.tests.builders import a_link, an_issued_offer


@pytest.fixture(autouse=True)
def own_files(tmp_path: Path, settings: Any, db: None) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.VAR_DIR = tmp_path
    cache.clear()


@pytest.fixture(autouse=True)
def _monday(on_monday: None) -> None:
    """Every request arrives on the day of the offers."""


@pytest.fixture
def offer(company: object, seller: User) -> SalesDocument:
    return an_issued_offer(seller)


@pytest.fixture
def token(offer: SalesDocument, seller: User) -> str:
    return a_link(offer, by=seller)[1]
