"""Who might be the same party: a first, exact hint."""

from collections.abc import Callable

from django.db.models import QuerySet

from prosfora.identity.models import User
from prosfora.parties.models import Party
from prosfora.parties.queries.parties import visible_parties
from prosfora.parties.rules.identifiers import BadMail, BadPhone, BadVat, check_mail, check_vat, normalise_phone

MOST = 5


def possible_duplicates(
    *, user: User, country: str, vat_number: str = "", phone: str = "", email: str = "", exclude: str = ""
) -> list[Party]:
    """At most five visible parties with the same VAT number, phone or mail address, however it was typed.

    Contact persons share the switchboard's number with their organisation: they match by mail only. `exclude` is the
    number of the party that asks.
    """
    same: list[QuerySet[Party, int]] = []
    ids = Party.objects.values_list("pk", flat=True)
    if stored := _stored(vat_number, lambda text: check_vat(country, text)):
        same.append(ids.filter(vat_number=stored))
    if stored := _stored(phone, lambda text: normalise_phone(text, country)):
        same.append(ids.filter(phone=stored, is_contact=False))
    if stored := _stored(email, check_mail):
        same.append(ids.filter(email=stored))
    if not same:
        return []
    found = same[0].union(*same[1:], all=True)  # one look into each index, where an OR would read the whole table
    return list(visible_parties(user).filter(pk__in=found).exclude(number=exclude).order_by("sort_name", "id")[:MOST])


def _stored(text: str, check: Callable[[str], str]) -> str:
    """The stored form, blank where the text is none yet: a hint never complains."""
    try:
        return check(text) if text.strip() else ""
    except (BadVat, BadPhone, BadMail):
        return ""
