"""The columns that a file of condition records may have, under the names people and SAP give them."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from prosfora.files.rules.columns import Column, Kind
from prosfora.pricing.models import CALCULATIONS
from prosfora.pricing.rules.keys import AVAILABLE
from prosfora.pricing.telling import FIELDS

# part of a key → further names of its column
_NAMES: Mapping[str, tuple[str, ...]] = {
    "sales_area": (),
    "customer": ("kunnr", "sold_to", "πελάτης"),
    "customer_hierarchy": ("hienr", "hienr01", "customer hierarchy", "ιεραρχία πελατών"),
    "product": ("matnr", "material", "sku", "product number", "κωδικός είδους", "είδος"),
    "price_list": ("pltyp", "price list type", "τιμοκατάλογος"),
    "price_group": ("konda", "ομάδα τιμών"),
    "customer_group": ("kdgrp", "ομάδα πελατών"),
    "pricing_group": ("kondm", "ομάδα τιμολόγησης"),
    "product_group": ("matkl", "ομάδα ειδών"),
    "hierarchy": ("prodh", "product hierarchy", "ιεραρχία ειδών"),
    "hierarchy_1": ("prodh1", "product hierarchy, level 1", "ιεραρχία ειδών, επίπεδο 1"),
    "hierarchy_2": ("prodh2", "product hierarchy, levels 1 and 2", "ιεραρχία ειδών, επίπεδα 1 και 2"),
    "plant": ("werks", "εγκατάσταση"),
    "incoterms": ("inco1",),
    "payment_terms": ("zterm", "όροι πληρωμής"),
    "tax_case": ("φορολογική περίπτωση",),
    "departure_country": ("aland", "country of departure", "χώρα αναχώρησης"),
    "departure_region": ("region of departure", "περιοχή αναχώρησης"),
    "destination_country": ("land1", "country of destination", "χώρα προορισμού"),
    "destination_region": ("region of destination", "περιοχή προορισμού"),
    "customer_tax_class": ("taxk1", "customer’s tax class", "φορολογική κατηγορία πελάτη"),
    "product_tax_class": ("taxm1", "product’s tax class", "φορολογική κατηγορία είδους"),
}
_LONGEST = {"customer": 10, "customer_hierarchy": 10}
_EXAMPLES = {"product": "BOLT-M8"}
# Sales area and promotion as parts of the key have names of their own: beside them stand those of the record.
_KEY_AREA = Column(
    "key_sales_area",
    _("sales area of the key"),
    headers=("sales area of the key", "περιοχή πωλήσεων του κλειδιού"),
    longest=12,
)
_KEY_PROMOTION = Column(
    "campaign",
    _("promotion of the key"),
    headers=("promotion of the key", "προωθητική ενέργεια του κλειδιού"),
    longest=10,
)
_OTHERWISE = {"sales_area": _KEY_AREA, "campaign": _KEY_PROMOTION}


def _column(name: str) -> Column:
    return Column(
        name, FIELDS[name], headers=_NAMES[name], longest=_LONGEST.get(name, 40), example=_EXAMPLES.get(name, "")
    )


# part of a key → its column
KEY: Mapping[str, Column] = {name: _OTHERWISE.get(name) or _column(name) for name in FIELDS if name in AVAILABLE}
OWN = Column(  # "customer_BRANCH=HOTEL, product_SIZE=L"
    "own_attributes",
    _("own attributes of the key"),
    headers=("own attributes of the key", "δικά μας χαρακτηριστικά του κλειδιού"),
    longest=240,
)
TYPE = Column(
    "condition_type", _("condition type"), required=True, headers=("type", "kschl", "τύπος συνθήκης", "τύπος"),
    longest=4, example="PR00",
)  # fmt: skip
PROMOTION = Column("promotion", _("promotion"), headers=("campaign number", "προωθητική ενέργεια"), longest=10)
AREA = Column("sales_area", _("sales area"), headers=("area", "περιοχή πωλήσεων"), longest=12)
FROM = Column(
    "valid_from", _("valid from"), Kind.DAY, required=True, headers=("from", "datab", "ισχύει από", "από"),
    example="2026-01-01",
)  # fmt: skip
TO = Column("valid_to", _("valid to"), Kind.DAY, headers=("to", "until", "datbi", "ισχύει έως", "έως"))
AMOUNT = Column(
    "amount", _("amount or per cent"), Kind.NUMBER,
    headers=("amount or per cent", "rate", "price", "kbetr", "ποσό ή ποσοστό", "ποσό", "τιμή"), example="24.00",
)  # fmt: skip
CURRENCY = Column(
    "currency",
    _("currency or %"),
    headers=("currency or %", "konwa", "νόμισμα ή %", "νόμισμα"),
    longest=3,
    example="EUR",
)
# term of a record → its column, beside the four above
TERMS: Mapping[str, Column] = {
    "per": Column("per", _("per"), Kind.NUMBER, headers=("kpein", "price unit", "ανά"), example="100"),
    "unit": Column("unit", _("unit"), headers=("uom", "kmein", "μονάδα"), longest=3, example="PCE"),
    "scales": Column(
        "scales", _("scale"), Kind.PAIRS, headers=("scale", "scale levels", "κλίμακα"), example="1=24.00; 1000=22.50"
    ),
    "scale_unit": Column(
        "scale_unit", _("unit of the scale"), headers=("unit of the scale", "konms", "μονάδα κλίμακας"), longest=3
    ),
    "calculation": Column(
        "calculation", _("calculation"), headers=("krech", "υπολογισμός"),
        choices=("", *(code for code, _word in CALCULATIONS)),
    ),
    "lower_limit": Column("lower_limit", _("lower limit"), Kind.NUMBER, headers=("κάτω όριο",)),
    "upper_limit": Column("upper_limit", _("upper limit"), Kind.NUMBER, headers=("άνω όριο",)),
    "on_request": Column(
        "on_request", _("price on request"), Kind.FLAG, headers=("price on request", "τιμή κατόπιν αιτήματος")
    ),
    "tax_code": Column("tax_code", _("tax category"), headers=("tax category", "mwsk1", "κατηγορία ΦΠΑ"), longest=3),
    "reason_key": Column(
        "reason_key", _("text of the VAT exemption"), longest=40,
        headers=("text of the VAT exemption", "κείμενο απαλλαγής ΦΠΑ"),
    ),
}  # fmt: skip
STATUS = Column(
    "status", _("status"), headers=("release status", "kfrst", "κατάσταση"), choices=("", "released", "draft"),
    example="released",
)  # fmt: skip
ALL = (TYPE, *KEY.values(), OWN, AREA, PROMOTION, AMOUNT, CURRENCY, *TERMS.values(), FROM, TO, STATUS)
