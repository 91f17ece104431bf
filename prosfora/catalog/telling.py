"""What the journal and the list of rights call this room's records, fields and verbs."""

from django.utils.translation import gettext_lazy as _

from prosfora.audit.kinds import declare_kind
from prosfora.catalog.models import Product, Receipt, Stock
from prosfora.catalog.permissions import sees_cost, sees_product

VERB_WORDS = {
    "display_product": _("Display products"),
    "create_product": _("Product taken up"),
    "change_product": _("Product changed"),
    "import_products": _("Imported from a file"),
    "import_stock": _("Stock imported from a file"),
    "undo_import": _("Import taken back"),
    "set_stock": _("Stock stated"),
    "add_receipt": _("Receipt expected"),
    "remove_receipt": _("Receipt removed"),
    "set_component": _("Part of the bundle stated"),
    "remove_component": _("Part taken out of the bundle"),
    "link_product": _("Product linked"),
    "unlink_product": _("Link removed"),
    "assign_customer_number": _("Customer's number noted"),
    "remove_customer_number": _("Customer's number removed"),
}
COST_VERBS = {
    "display_cost": _("Display costs"),
    **dict.fromkeys(("change_product", "import_products", "undo_import"), _("Cost changed")),
}
# What the journal names otherwise than the models do.
LABELS = {
    "unit": _("unit"),
    "text": _("text"),
    "quantity": _("quantity"),
    "other": _("other product"),
    "part": _("part"),
    "deleted": _("deleted"),
}


def declare_kinds() -> None:
    """Make the room's records known to the journal; called once, at start-up."""
    declare_kind(
        "product",
        name=_("Product"),
        models=(Product, Stock, Receipt),
        labels=LABELS,
        verbs=VERB_WORDS,
        sees=sees_product,
    )
    declare_kind("product_cost", name=_("Cost of product"), models=(Product,), verbs=COST_VERBS, sees=sees_cost)
