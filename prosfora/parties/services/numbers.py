"""The numbers of parties: drawn from the range, or given by hand."""

import re
from collections.abc import Collection

from prosfora.company.services import next_numbers
from prosfora.parties.models import Party

GIVEN_NUMBER = re.compile(r"[A-Z0-9][A-Z0-9-]{0,9}")


def free_numbers(count: int, given: Collection[str]) -> list[str]:
    """Numbers of the range that no party was, or is just being, `given` by hand, as those of another system are."""
    numbers: list[str] = []
    while len(numbers) < count:
        drawn = next_numbers("party", count - len(numbers))
        taken = set(Party.objects.filter(number__in=drawn).values_list("number", flat=True))
        numbers += [number for number in drawn if number not in taken and number not in given]
    return numbers
