from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "prosfora.catalog"
    label = "catalog"

    def ready(self) -> None:
        # The registry of apps is only complete now; permissions import models.
        from prosfora.catalog.permissions import VERBS
        from prosfora.catalog.services.imports import ProductImporter, StockImporter
        from prosfora.catalog.telling import declare_kinds
        from prosfora.files.imports import declare_importer
        from prosfora.identity.rules import declare_verbs

        declare_verbs(VERBS)
        declare_kinds()
        declare_importer(ProductImporter())
        declare_importer(StockImporter())
