"""Reads of frozen offers."""
