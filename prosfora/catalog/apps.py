from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "prosfora.catalog"
    label = "catalog"

    def ready(self) -> None:
        # The registry of apps is only complete now; permissions import models.
        from prosfora.audit.kinds import declare_kind
        from prosfora.catalog.models import Product
        from prosfora.catalog.permissions import VERBS
        from prosfora.catalog.queries import visible_products
        from prosfora.identity.rules import declare_verbs

        declare_verbs(VERBS)
        declare_kind(
            "product",
            models=(Product,),
            sees=lambda user, number: visible_products(user).filter(number=number).exists(),
        )
