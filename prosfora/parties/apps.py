from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "prosfora.parties"
    label = "parties"

    def ready(self) -> None:
        # The registry of apps is only complete now; permissions import models.
        from django.utils.translation import gettext_lazy as _

        from prosfora.audit.kinds import declare_kind
        from prosfora.files.imports import declare_importer
        from prosfora.identity.rules import declare_verbs
        from prosfora.parties.models import Address, Party, PartySalesArea
        from prosfora.parties.permissions import VERBS, sees_party
        from prosfora.parties.services.imports import PartyImporter

        declare_verbs(VERBS)
        declare_importer(PartyImporter())
        declare_kind(
            "party",
            name=_("Customer or prospect"),
            models=(Party, PartySalesArea, Address),
            labels={
                "address_standard": _("standard address"),
                "address_delivery": _("delivery address"),
                "address_billing": _("billing address"),
                "address_other": _("other address"),
                "phones": _("further phones"),
                "partners": _("partner functions"),
                "customer_hierarchy": _("customer hierarchy"),
                "responsible_id": _("responsible"),
            },
            verbs={
                "display_party": _("Display customers and prospects"),
                "create_party": _("Taken up"),
                "change_party": _("Changed"),
                "change_sales_data": _("Sales data changed"),
                "win_customer": _("Won as a customer"),
                "block_party": _("Blocked"),
                "release_party": _("Released"),
                "place_in_hierarchy": _("Placed in the customer hierarchy"),
                "create_contact": _("Contact person taken up"),
                "relate_parties": _("Relation stated"),
                "unrelate_parties": _("Relation ended"),
                "record_consent": _("Consent recorded"),
                "import_parties": _("Imported from a file"),
                "undo_import": _("Import taken back"),
            },
            sees=sees_party,
        )
