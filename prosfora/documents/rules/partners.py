"""Partner determination: who plays which part on a document, from the customer and what was typed."""

from collections.abc import Iterable, Mapping

SOLD_TO, SHIP_TO, BILL_TO, PAYER, CONTACT, RESPONSIBLE = "AG", "WE", "RE", "RG", "AP", "VE"
MANDATORY = (SOLD_TO, SHIP_TO, BILL_TO, PAYER)
OF_PARTIES = (*MANDATORY, CONTACT)
FUNCTIONS = (*OF_PARTIES, RESPONSIBLE)


def determine(
    sold_to: int, known: Iterable[tuple[str, int]], chosen: Mapping[str, int | None] | None = None
) -> dict[str, int]:
    """Function → party id: what was chosen, else the customer's first partner of the function, else the sold-to.

    Only the contact person may stay empty. Choosing None takes the proposal back to the sold-to, or removes the
    contact. The responsible employee is a user and not part of this.
    """
    proposals: dict[str, int] = {}
    for function, party in known:
        proposals.setdefault(function, party)
    found = {function: proposals.get(function, sold_to) for function in MANDATORY}
    if CONTACT in proposals:
        found[CONTACT] = proposals[CONTACT]
    for function, party_chosen in (chosen or {}).items():
        if party_chosen is not None:
            found[function] = party_chosen
        elif function == CONTACT:
            found.pop(CONTACT, None)
        else:
            found[function] = sold_to
    found[SOLD_TO] = sold_to
    return found
