"""Installations of their own for the tests that race real connections; drafts that need an approval."""

from prosfora.documents.tests.approving import cheap, rule
from prosfora.jobs.tests.conftest import copies, install

__all__ = ["cheap", "copies", "install", "rule"]
