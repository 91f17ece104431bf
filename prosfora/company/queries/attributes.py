"""Own attributes of customers and products, as they are declared."""

from django.db.models import QuerySet

from prosfora.company.models import Attribute
from prosfora.company.rules.attributes import Known, fact_name
from prosfora.kit.writing import language


def attributes(subject: str = "") -> "QuerySet[Attribute]":
    """Declared attributes, of one subject only where given."""
    rows = Attribute.objects.order_by("subject", "code")
    return rows.filter(subject=subject) if subject else rows


def known_values(subject: str) -> Known:
    """The attributes of a subject with the values they may have."""
    return dict(attributes(subject).values_list("code", "values"))


def attributes_in_words(subject: str) -> str:
    """What may be typed of a subject's attributes, for the help of a form: "BRANCH (HOTEL SHIP), SIZE"."""
    known = known_values(subject).items()
    return ", ".join(f"{code} ({' '.join(values)})" if values else code for code, values in known)


def attribute_names() -> dict[str, tuple[str, str]]:
    """What keys and formulas call the attributes, and what people do, in English and in Greek."""
    rows = attributes().values_list("subject", "code", "name_en", "name_el")
    return {fact_name(subject, code): (english, greek) for subject, code, english, greek in rows}


def attribute_facts() -> dict[str, str]:
    """The same in the reader's language."""
    return {name: greek if language() == "el" else english for name, (english, greek) in attribute_names().items()}
