"""The XML schemas of UBL, where they lie on this machine."""

from functools import cache
from pathlib import Path

from lxml import etree

SCHEMAS = Path(__file__).resolve().parents[4] / "shared" / "data" / "ubl"


@cache
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SCHEMAS / "xsd" / "maindoc" / "UBL-Quotation-2.5.xsd"))


def is_valid(xml: bytes) -> bool:
    """Whether a quotation keeps to the schema; fails with what is wrong where it does not."""
    schema().assertValid(etree.fromstring(xml))
    return True
