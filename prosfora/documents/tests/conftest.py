"""Installations of their own for the tests that race real connections."""

from prosfora.jobs.tests.conftest import copies, install

__all__ = ["copies", "install"]
