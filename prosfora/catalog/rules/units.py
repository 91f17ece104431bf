"""Units of measure: UN/ECE Recommendation 20 and 21 codes, their names, and exact conversion."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from prosfora.catalog.rules.facts import ProductFacts
from prosfora.values.quantity import QUANTITY_PLACES, convert


class UnknownUnit(ValueError):
    """The text names no unit, or none the product is kept in."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit with its short and long names, and further spellings that people use."""

    code: str
    short_en: str
    short_el: str
    name_en: str
    name_el: str
    spellings: tuple[str, ...] = ()

    def short(self, language: str) -> str:
        return self.short_el if language.startswith("el") else self.short_en

    def name(self, language: str) -> str:
        return self.name_el if language.startswith("el") else self.name_en


_TABLE = """
PCE|pc|τεμ|piece|τεμάχιο|pcs pce. pieces τεμάχια τμχ ea each h87 c62 xpp nar st stk stück unit units pz
SET|set|σετ|set|σετ|sets kit σειρά
PR|pair|ζεύγ|pair|ζεύγος|pairs prs npr ζεύγη
DZN|doz|δωδ|dozen|δωδεκάδα|dozens dz δωδεκάδες
HEN|hun|εκτδ|hundred|εκατοντάδα|cen c100 εκατοντάδες
MIL|thou|χιλδ|thousand|χιλιάδα|t3 tsd χιλιάδες
BX|box|κουτί|box|κουτί|boxes xbx κουτιά κτ
CT|ctn|χκβ|carton|χαρτοκιβώτιο|carton cartons xct κιβώτιο κιβ κιβώτια χαρτοκιβώτια
PK|pack|συσκ|pack|συσκευασία|packs package packages xpk pkg συσκευασίες πακέτο πακέτα
BG|bag|σακί|bag|σάκος|bags xbg σάκοι σακιά
BO|btl|φιάλη|bottle|φιάλη|bottles xbo φιάλες μπουκάλι μπουκάλια
CA|can|δοχ|can|δοχείο|cans xca tin δοχεία
DR|drum|βαρ|drum|βαρέλι|drums xdr βαρέλια
RO|roll|ρολό|roll|ρολό|rolls xro ρολά
PX|pal|παλ|pallet|παλέτα|pallets xpx pf παλέτες
SH|sht|φύλλο|sheet|φύλλο|sheets xst φύλλα
TU|tube|σωλ|tube|σωληνάριο|tubes xtu
KGM|kg|kg|kilogram|κιλό|kilo kilos kilogram kilograms κιλά κιλό χγρ kgs
GRM|g|γρ|gram|γραμμάριο|gr grams γραμμάρια
MGM|mg|mg|milligram|χιλιοστόγραμμο|milligrams
TNE|t|τ|tonne|τόνος|tonnes ton tons τόνοι to mt
LBR|lb|lb|pound|λίβρα|lbs pounds λίβρες
MTR|m|μ|metre|μέτρο|meter meters metres μέτρα lm
CMT|cm|εκ|centimetre|εκατοστό|centimeter centimeters εκατοστά
MMT|mm|χιλ|millimetre|χιλιοστό|millimeter millimeters χιλιοστά
KMT|km|χλμ|kilometre|χιλιόμετρο|kilometer kilometers χιλιόμετρα
FOT|ft|πόδι|foot|πόδι|feet πόδια
INH|in|ίντσα|inch|ίντσα|inches ίντσες
MTK|m²|μ²|square metre|τετραγωνικό μέτρο|m2 sqm τμ μ2 τετραγωνικά
MTQ|m³|μ³|cubic metre|κυβικό μέτρο|m3 cbm κμ μ3 κυβικά
LTR|l|λτ|litre|λίτρο|liter liters litres λίτρα lt ltr.
MLT|ml|ml|millilitre|χιλιοστόλιτρο|milliliter milliliters
HLT|hl|hl|hectolitre|εκατόλιτρο|hectoliter
HUR|h|ώρα|hour|ώρα|hours hrs hr ώρες std
MIN|min|λεπτό|minute|λεπτό|minutes mins λεπτά
DAY|day|ημέρα|day|ημέρα|days ημέρες μέρα μέρες
WEE|wk|εβδ|week|εβδομάδα|weeks εβδομάδες
MON|mon|μήνας|month|μήνας|months μήνες
ANN|yr|έτος|year|έτος|years έτη χρόνος
LS|lump|κ.α.|lump sum|κατ' αποκοπήν|lumpsum au ls. αποκοπή
E48|svc|υπηρ|service unit|υπηρεσία|service services υπηρεσίες
ACT|act|ενέργ|activity|ενέργεια|activity activities
USE|user|χρήστ|user|χρήστης|users lic licence license χρήστες
KWH|kWh|kWh|kilowatt hour|κιλοβατώρα|kilowatthour κιλοβατώρες
"""


def _read(line: str) -> Unit:
    code, short_en, short_el, name_en, name_el, spellings = line.split("|")
    return Unit(code, short_en, short_el, name_en, name_el, tuple(spellings.split()))


def _plain(text: str) -> str:
    """Case, accents, blanks and final points do not matter when a unit is read."""
    bare = unicodedata.normalize("NFD", text.casefold())
    return re.sub(r"[\s.]", "", "".join(c for c in bare if not unicodedata.combining(c))).replace("ς", "σ")


UNITS: dict[str, Unit] = {unit.code: unit for unit in map(_read, _TABLE.strip().splitlines())}
_SPELLINGS: dict[str, str] = {}
for _unit in UNITS.values():
    for _text in (*_unit.spellings, _unit.name_el, _unit.name_en, _unit.short_el, _unit.short_en, _unit.code):
        _SPELLINGS[_plain(_text)] = _unit.code
for _code in UNITS:
    _SPELLINGS[_plain(_code)] = _code


def unit_code(text: str) -> str:
    """The code of a unit as people write it ("τεμ.", "pcs", "kg", "BX"). Raises UnknownUnit."""
    code = _SPELLINGS.get(_plain(text))
    if code is None:
        raise UnknownUnit(text)
    return code


def unit_short(code: str, language: str) -> str:
    """A unit's short name in a language ("τεμ"); the code itself where it is unknown."""
    unit = UNITS.get(code)
    return unit.short(language) if unit else code


def unit_name(code: str, language: str) -> str:
    """A unit's name in a language ("τεμάχιο"); the code itself where it is unknown."""
    unit = UNITS.get(code)
    return unit.name(language) if unit else code


def to_base(quantity: Decimal, unit: str, product: ProductFacts) -> Decimal:
    """`quantity` of a sales unit in the product's base units, half-up to three decimals. Raises UnknownUnit."""
    conversion = product.conversion(unit)
    if conversion is None:
        raise UnknownUnit(unit)
    return convert(quantity, conversion)


def from_base(quantity: Decimal, unit: str, product: ProductFacts) -> Decimal:
    """`quantity` base units in a sales unit, half-up to three decimals. Raises UnknownUnit."""
    conversion = product.conversion(unit)
    if conversion is None:
        raise UnknownUnit(unit)
    exact = quantity * conversion.denominator / conversion.numerator
    return exact.quantize(QUANTITY_PLACES, rounding=ROUND_HALF_UP)


def orderable(quantity: Decimal, product: ProductFacts) -> Decimal:
    """The least quantity at or above `quantity` (base units) that keeps the minimum and the rounding quantity."""
    least = max(quantity, product.minimum_quantity)
    step = product.rounding_quantity
    return (least / step).to_integral_value(ROUND_CEILING) * step if step > 0 else least
