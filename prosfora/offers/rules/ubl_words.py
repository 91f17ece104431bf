"""The words of UBL: its name spaces, and how amounts, quantities and texts are written in them."""

import re
from datetime import date
from decimal import Decimal
from xml.etree.ElementTree import Element, SubElement

ROOT = "urn:oasis:names:specification:ubl:schema:xsd:Quotation-2"
GROUPS = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
BASIC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"

# UN/ECE recommendation 20 where the catalogue has another code; packages (recommendation 21) have an X before theirs.
_UNITS = {"PCE": "H87", "HEN": "CEN", "USE": "ZZ"}
_PACKAGE = re.compile(r"[A-Z]{2}")
_WHOLE_CODES = frozenset({"LS", "PR"})  # two letters, and still recommendation 20
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def group(parent: Element, name: str) -> Element:
    """A group of facts (cac)."""
    return SubElement(parent, f"{{{GROUPS}}}{name}")


def put(parent: Element, name: str, value: str | date | None, **attributes: str) -> None:
    """One fact (cbc), where there is one. Signs that XML cannot hold become U+FFFD."""
    if value:
        told = value if isinstance(value, str) else value.isoformat()
        SubElement(parent, f"{{{BASIC}}}{name}", attributes).text = _NO_XML.sub("\ufffd", told)


def text(parent: Element, name: str, value: str, language: str) -> None:
    """Words of the offer's language."""
    put(parent, name, value, languageID=language)


def code(parent: Element, name: str, value: str) -> None:
    """A currency (ISO 4217)."""
    put(parent, name, value, listID="ISO4217")


def amount(parent: Element, name: str, value: Decimal, currency: str) -> None:
    """Money, with the decimals it is told with."""
    put(parent, name, f"{value:f}", currencyID=currency)


def quantity(parent: Element, name: str, value: Decimal, unit: str) -> None:
    """So much of a unit."""
    put(parent, name, f"{value:f}", unitCode=unit_code(unit))


def unit_code(unit: str) -> str:
    """A unit in the code list that UBL names: "H87", "KGM", "XBX"; ZZ (as agreed) where it has none."""
    if not unit:
        return "ZZ"
    if _PACKAGE.fullmatch(unit) and unit not in _WHOLE_CODES:
        return f"X{unit}"
    return _UNITS.get(unit, unit)
