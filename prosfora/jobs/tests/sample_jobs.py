"""Jobs for the tests of the worker: they note what they do in the file that NOTES names."""

import os
import time

from prosfora.jobs.tasks import job


def note(word: str) -> None:
    with open(os.environ["NOTES"], "a") as notes:  # appended in one write: no word of two workers mixes
        notes.write(f"{word}\n")


@job(tries=3)
def write_down(word: str) -> str:
    """Note a word."""
    note(word)
    return word


@job(tries=3)
def slowly(word: str, seconds: float) -> None:
    """Note that it began and, if nobody kills it, that it ended."""
    note(f"{word}-began")
    time.sleep(seconds)
    note(f"{word}-ended")


@job(tries=3)
def fail(word: str) -> None:
    """Note a word and fail."""
    note(word)
    raise ZeroDivisionError(word)


@job(tries=1)
def fail_once(word: str) -> None:
    """Fail, and be given up at once."""
    raise ZeroDivisionError(word)
