"""Reads about approvals."""
