"""Taking back what was done: what is needed for it travels with the page, signed so that it comes back unchanged."""

import datetime as dt
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django.core import signing

from prosfora.documents.rules.lines import ItemLine, ManualCondition, conditions_as_stored, conditions_from_stored

SALT = "documents.undo"
KEPT_S = 24 * 3600


def sealed(facts: Any) -> str:
    """Facts as a token."""
    return signing.dumps(facts, salt=SALT, compress=True)


def unsealed(token: str) -> Any:
    """The facts of a token of today. Raises BadSignature for any other."""
    return signing.loads(token, salt=SALT, max_age=KEPT_S)


def token_of(line: ItemLine) -> str:
    """A whole row as a token."""
    facts = asdict(line) | {"manual": conditions_as_stored(line.manual), "quantity": str(line.quantity)}
    if line.requested_date is not None:
        facts["requested_date"] = line.requested_date.isoformat()
    return sealed(facts)


def line_from_token(token: str) -> ItemLine:
    """The row of a token. Raises BadSignature."""
    facts = unsealed(token)
    manual: tuple[ManualCondition, ...] = conditions_from_stored(facts["manual"])
    day = facts["requested_date"] and dt.date.fromisoformat(facts["requested_date"])
    return ItemLine(**{**facts, "manual": manual, "quantity": Decimal(facts["quantity"]), "requested_date": day})
