"""The columns that files of products and of stock may have, under the names people give them."""

from django.utils.translation import gettext_lazy as _

from prosfora.catalog.rules.checks import KINDS, LONGEST_TEXT, STATUSES, TAX_CLASSES
from prosfora.files.rules.columns import Column, Kind

NUMBER_NAMES = ("product number", "sku", "article", "material", "item number", "κωδικός", "κωδικός είδους", "είδος")

PRODUCT_COLUMNS = (
    Column("number", _("product number"), required=True, headers=NUMBER_NAMES, longest=40, example="BOLT-M8"),
    Column(
        "name",
        _("text"),
        headers=("product name", "product", "description", "περιγραφή", "ονομασία"),
        example="Bolt M8",
    ),
    Column("name_en", _("text in English"), headers=("english name", "αγγλική ονομασία")),
    Column("name_el", _("text in Greek"), headers=("greek name", "ελληνική ονομασία")),
    Column("sales_text_en", _("sales text in English"), longest=LONGEST_TEXT),
    Column("sales_text_el", _("sales text in Greek"), longest=LONGEST_TEXT),
    Column("kind", _("kind"), choices=("", *KINDS), headers=("product kind",), example="stock"),
    Column("base_unit", _("base unit"), headers=("unit", "uom", "μονάδα", "μονάδα μέτρησης", "μμ"), example="PCE"),
    Column("sales_unit", _("sales unit"), headers=("μονάδα πώλησης",), example="BX"),
    Column("units", _("sales units"), headers=("conversions", "μονάδες πώλησης"), example="BX=12; CT=144"),
    Column("box", _("pieces per box"), Kind.INTEGER, headers=("per box", "τεμάχια ανά κουτί"), example="12"),
    Column("group", _("product group"), headers=("matkl", "ομάδα", "ομάδα ειδών", "product line"), longest=9),
    Column("pricing_group", _("pricing group"), headers=("kondm", "ομάδα τιμολόγησης"), longest=2),
    Column("hierarchy", _("product hierarchy"), headers=("ιεραρχία",), longest=18),
    Column("item_category_group", _("item category group"), longest=4, example="NORM"),
    Column("tax_class", _("tax classification"), choices=("", *TAX_CLASSES), headers=("φπα", "vat class"), example="1"),
    Column("attributes", _("attributes"), headers=("χαρακτηριστικά",), longest=240),
    Column("gross_weight", _("gross weight (kg)"), Kind.NUMBER, headers=("gross weight", "μικτό βάρος")),
    Column("net_weight", _("net weight (kg)"), Kind.NUMBER, headers=("net weight", "καθαρό βάρος")),
    Column("volume", _("volume (l)"), Kind.NUMBER, headers=("volume", "όγκος")),
    Column("cost", _("cost per base unit"), Kind.NUMBER, headers=("standard cost", "κόστος"), example="0.11"),
    Column("cost_currency", _("currency of the cost"), headers=("currency", "νόμισμα"), longest=3, example="EUR"),
    Column(
        "minimum_quantity", _("minimum order quantity"), Kind.NUMBER, headers=("minimum", "moq", "ελάχιστη ποσότητα")
    ),
    Column("rounding_quantity", _("rounding quantity"), Kind.NUMBER, headers=("rounding", "στρογγύλευση")),
    Column("whole_units_only", _("whole units only"), Kind.FLAG, headers=("ακέραιες μονάδες",)),
    Column(
        "lead_time_days",
        _("replenishment lead time (working days)"),
        Kind.INTEGER,
        headers=("lead time", "days to manufacture", "χρόνος αναπλήρωσης"),
    ),
    Column("gtin", _("GTIN"), headers=("ean", "barcode", "upc"), longest=14),
    Column("status", _("status"), choices=("", *STATUSES), headers=("κατάσταση",), example="active"),
    Column("sold_from", _("sold from"), Kind.DAY, headers=("sell start date", "πώληση από")),
    Column("sold_until", _("sold until"), Kind.DAY, headers=("sell end date", "πώληση έως")),
    Column("areas", _("only in these sales areas"), headers=("sales areas", "περιοχές πωλήσεων"), example="GR01-10-00"),
)

STOCK_COLUMNS = (
    Column("number", _("product number"), required=True, headers=NUMBER_NAMES, longest=40, example="BOLT-M8"),
    Column("plant", _("plant"), required=True, headers=("werks", "εγκατάσταση", "αποθήκη"), longest=4, example="AT01"),
    Column(
        "quantity",
        _("stock"),
        Kind.NUMBER,
        required=True,
        headers=("quantity", "on hand", "units in stock", "απόθεμα", "ποσότητα"),
        example="25000",
    ),
    Column("safety_stock", _("safety stock"), Kind.NUMBER, headers=("safety", "reorder level", "απόθεμα ασφαλείας")),
)
