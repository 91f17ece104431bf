"""Identifiers of parties. The checks themselves stand lower, where our own company needs them too."""

from prosfora.company.rules.identifiers import (
    EU,
    BadMail,
    BadPhone,
    BadVat,
    check_mail,
    check_vat,
    normalise_phone,
    readable_phone,
)

__all__ = ["EU", "BadMail", "BadPhone", "BadVat", "check_mail", "check_vat", "normalise_phone", "readable_phone"]
