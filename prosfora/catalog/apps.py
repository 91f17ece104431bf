from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "prosfora.catalog"
    label = "catalog"

    def ready(self) -> None:
        # The registry of apps is only complete now; permissions import models.
        from django.utils.translation import gettext_lazy as _

        from prosfora.audit.kinds import declare_kind
        from prosfora.catalog.models import Product, Receipt, Stock
        from prosfora.catalog.permissions import VERBS, sees_cost, sees_product
        from prosfora.catalog.services.imports import ProductImporter, StockImporter
        from prosfora.files.imports import declare_importer
        from prosfora.identity.rules import declare_verbs

        declare_verbs(VERBS)
        declare_importer(ProductImporter())
        declare_importer(StockImporter())
        words = {
            "create_product": _("Product taken up"),
            "change_product": _("Product changed"),
            "import_products": _("Imported from a file"),
            "import_stock": _("Stock imported from a file"),
            "undo_import": _("Import taken back"),
            "set_stock": _("Stock stated"),
            "add_receipt": _("Receipt expected"),
            "remove_receipt": _("Receipt removed"),
            "link_product": _("Product linked"),
            "unlink_product": _("Link removed"),
            "assign_customer_number": _("Customer's number noted"),
            "remove_customer_number": _("Customer's number removed"),
        }
        declare_kind(
            "product",
            name=_("Product"),
            models=(Product, Stock, Receipt),
            labels={
                "unit": _("unit"),
                "text": _("text"),
                "quantity": _("quantity"),
                "other": _("other product"),
                "deleted": _("deleted"),
            },
            verbs=words,
            sees=sees_product,
        )
        declare_kind(
            "product_cost",
            name=_("Cost of product"),
            models=(Product,),
            verbs=dict.fromkeys(("change_product", "import_products", "undo_import"), _("Cost changed")),
            sees=sees_cost,
        )
