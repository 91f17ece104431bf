"""Fixtures every test may use; the cast lives in tests/cast.py."""

import os

os.environ.setdefault("PROSFORA_SECRET_KEY", "only-for-tests")
pytest_plugins = ["tests.cast"]
