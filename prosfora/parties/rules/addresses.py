"""Postal addresses laid out as their country writes them.

The table states postal conventions (UPU S42 templates, national posts' guides): number before or after the street,
postal code before or after the town, region or not. Countries not listed follow the most common European form.
"""

import re
from typing import Protocol

from prosfora.company.rules.countries import name_of


class PostalAddress(Protocol):
    """What is laid out: the model row or plain facts."""

    @property
    def name(self) -> str: ...
    @property
    def street(self) -> str: ...
    @property
    def house_number(self) -> str: ...
    @property
    def addition(self) -> str: ...
    @property
    def postal_code(self) -> str: ...
    @property
    def city(self) -> str: ...
    @property
    def region(self) -> str: ...
    @property
    def country(self) -> str: ...


_NUMBER_LAST = "{street} {number}"
_NUMBER_FIRST = "{number} {street}"
_NUMBER_FIRST_COMMA = "{number}, {street}"
_NUMBER_LAST_COMMA = "{street}, {number}"
_CODE_TOWN = "{code} {town}"

_Layout = tuple[str, ...]
EUROPEAN: _Layout = (_NUMBER_LAST, "{addition}", _CODE_TOWN)
_TABLE: tuple[tuple[_Layout, str], ...] = (
    (EUROPEAN, "AT BA BE CH CY CZ DE DK EE FI FO GE GL GR HN HR IL IS JO LI LT ME MK NL NO PL PT RO RS SE SI SK TR XK"),
    ((_NUMBER_FIRST, "{addition}", _CODE_TOWN), "AD AZ BL DZ FR GF GP LU MA MC MF MG MQ NC PF PM RE TN WF YT"),
    ((_NUMBER_LAST_COMMA, "{addition}", _CODE_TOWN), "ES MD MZ"),
    ((_NUMBER_LAST, "{addition}", "{code} {town} {region}"), "IT SM VA"),
    ((_NUMBER_FIRST, "{addition}", "{town}", "{code}"), "EG GB GG GI IM JE KE SZ"),
    ((_NUMBER_FIRST, "{addition}", "{town}", "{region}", "{code}"), "CN IE VN ZA"),
    ((_NUMBER_FIRST, "{addition}", "{town}, {region} {code}"), "AS CA FM GU JP KR MH MP PR PW US VI"),
    ((_NUMBER_FIRST, "{addition}", "{town} {region} {code}"), "AU NF"),
    ((_NUMBER_FIRST, "{addition}", "{town} {code}"), "BH BM JM KH KY LB LK LS MV NP NZ PK SA SG TH TW"),
    ((_NUMBER_FIRST_COMMA, "{addition}", "{town} {code}"), "MU"),
    ((_NUMBER_FIRST, "{addition}", "{town}, {code}"), "MM TT"),
    ((_NUMBER_FIRST_COMMA, "{addition}", "{town} - {code}", "{region}"), "IN"),
    ((_NUMBER_FIRST, "{addition}", "{town} - {code}"), "BD"),
    ((_NUMBER_FIRST, "{addition}", "{code}", "{town}"), "AM"),
    ((_NUMBER_FIRST, "{addition}", "{code}", "{town}", "{region}"), "OM"),
    ((_NUMBER_LAST, "{addition}", "{town} {code}"), "BG BT"),
    ((_NUMBER_LAST, "{addition}", "{town}, {code}"), "AO CU LV"),
    ((_NUMBER_LAST_COMMA, "{addition}", "{town}", "{region}", "{code}"), "UA"),
    ((_NUMBER_LAST_COMMA, "{addition}", "{town}", "{code}", "{region}"), "RU"),
    (("{code} {town}", "{addition}", "{street} {number}."), "HU"),
    ((_NUMBER_LAST_COMMA, "{addition}", "{town} - {region}", "{code}"), "BR"),
    ((_NUMBER_LAST, "{addition}", "{code} {town}", "{region}"), "AR CL PE UY"),
    ((_NUMBER_LAST, "{addition}", "{code} {town}, {region}"), "CO MX"),
    ((_NUMBER_LAST, "{addition}", "{code}-{town}"), "CV GT"),
    ((_NUMBER_LAST, "{addition}", "{code}", "{town}"), "AL EC MN"),
    ((_NUMBER_LAST, "{addition}", "{town}, {region}", "{code}"), "DO"),
    ((_NUMBER_FIRST, "{addition}", "{town}", "{region}"), "AE HK"),
    ((_NUMBER_FIRST, "{addition}", "{code} {region}"), "PH"),
    ((_NUMBER_LAST, "{addition}", "{town} {code}", "{region}"), "ID"),
    ((_NUMBER_FIRST, "{addition}", _CODE_TOWN, "{region}"), "GN MY"),
    (("{addition}", _NUMBER_LAST, _CODE_TOWN), "KW"),
    ((_NUMBER_FIRST, "{addition}", "{town}"), "AG BB BF BZ CI DJ DM FJ GH GM GY QA RW TG UG"),
    ((_NUMBER_FIRST_COMMA, "{addition}", "{town}"), "BJ CD CG MR"),
    ((_NUMBER_LAST, "{addition}", "{town}"), "AW BI BO BW CF CM CW EH ER GD GQ KI LC LY ML SC SR SX SY TD YE"),
)
_BY_COUNTRY = {country: layout for layout, listed in _TABLE for country in listed.split()}

# How a postal code typed without its gap is written: country → (what was typed, how it is spaced).
_SPACED = {
    **dict.fromkeys(("GR", "CZ", "SK", "SE"), (re.compile(r"(\d{3})\s?(\d{2})"), r"\1 \2")),
    "NL": (re.compile(r"(\d{4})\s?([A-Za-z]{2})"), r"\1 \2"),
    "CA": (re.compile(r"([A-Za-z]\d[A-Za-z])\s?(\d[A-Za-z]\d)"), r"\1 \2"),
    "PL": (re.compile(r"(\d{2})-?(\d{3})"), r"\1-\2"),
    "PT": (re.compile(r"(\d{4})-?(\d{3})"), r"\1-\2"),
    "BR": (re.compile(r"(\d{5})-?(\d{3})"), r"\1-\2"),
    "JP": (re.compile(r"(\d{3})-?(\d{4})"), r"\1-\2"),
    "GB": (re.compile(r"([A-Za-z]{1,2}\d[A-Za-z\d]?)\s?(\d[A-Za-z]{2})"), r"\1 \2"),
    "IE": (re.compile(r"([A-Za-z]\d[\dWw])\s?([A-Za-z\d]{4})"), r"\1 \2"),
}  # fmt: skip
_EDGES = " ,-"


def lines(address: PostalAddress, *, language: str = "en", at_home: str = "") -> list[str]:
    """The address as its country writes it, line by line, the country's name in `language` last.

    Letters within `at_home` (ISO code) leave the country out. Empty parts and lines are left out.
    """
    parts = {
        "street": address.street,
        "number": address.house_number,
        "addition": address.addition,
        "code": postal_code(address.postal_code, address.country),
        "town": address.city,
        "region": address.region,
    }
    layout = _BY_COUNTRY.get(address.country, EUROPEAN)
    body = [_fill(pattern, parts) for pattern in layout]
    country = "" if address.country == at_home else name_of(address.country, language)
    return [line for line in (address.name.strip(), *body, country) if line]


def postal_code(code: str, country: str) -> str:
    """A postal code with the gap its country writes: "10673" in GR becomes "106 73"; unknown shapes stay."""
    code = code.strip()
    if country in _SPACED:
        shape, spaced = _SPACED[country]
        return shape.sub(spaced, code) if shape.fullmatch(code) else code
    return code


def _fill(pattern: str, parts: dict[str, str]) -> str:
    """`pattern` with its parts; marks and blanks that stood between missing parts disappear."""
    if not any(parts[name].strip() for name in re.findall(r"{(\w+)}", pattern)):
        return ""
    text = ""
    for mark, name, end in re.findall(r"([^{}]*){(\w+)}([^{}]*$)?", pattern):
        part = parts[name].strip()
        text += (mark if text else "") + part + end if part else end if text and end.strip(_EDGES) else ""
    return text.strip(_EDGES)
