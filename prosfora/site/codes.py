"""What the command bar understands besides numbers and names: transaction codes and plain words, one registry."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Command:
    """An action of the command bar. `argument` says what may follow the code: "", a document, a party or a product."""

    code: str
    label: Promise
    url_name: str
    verb: str
    argument: str = ""

    @property
    def words(self) -> str:
        """Further words that find it, in Latin letters as kit.search.fold writes them."""
        return WORDS.get(self.code, "")


WORDS = {
    "VA11": "new neo aitima",
    "VA15": "aitimata",
    "VA21": "new nea prosfora offer",
    "VA25": "prosfores offers",
    "VA05": "parangelies",
    "VD01": "new neos pelatis",
    "MM01": "new neo eidos",
    "VK11": "new condition timi",
}  # further words that find a command
COMMANDS = (
    Command("VA11", _("Create inquiry"), "documents:create_inquiry", "documents.create_inquiry"),
    Command("VA12", _("Change inquiry"), "documents:display_inquiry", "documents.change_inquiry", "inquiry"),
    Command("VA13", _("Display inquiry"), "documents:display_inquiry", "documents.display_inquiry", "inquiry"),
    Command("VA15", _("List of inquiries"), "documents:list_inquiries", "documents.display_inquiry"),
    Command("VA21", _("Create quotation"), "documents:create_quotation", "documents.create_quotation"),
    Command("VA22", _("Change quotation"), "documents:display_quotation", "documents.change_quotation", "quotation"),
    Command("VA23", _("Display quotation"), "documents:display_quotation", "documents.display_quotation", "quotation"),
    Command("VA25", _("List of quotations"), "documents:list_quotations", "documents.display_quotation"),
    Command("VA05", _("List of orders"), "documents:list_orders", "documents.display_order"),
    Command("VD01", _("Create customer or prospect"), "parties:create_party", "parties.create_party"),
    Command("VD02", _("Change customer"), "parties:change_party", "parties.change_party", "party"),
    Command("VD03", _("Display customer"), "parties:display_party", "parties.display_party", "party"),
    Command("MM01", _("Create product"), "catalog:create_product", "catalog.create_product"),
    Command("MM02", _("Change product"), "catalog:change_product", "catalog.change_product", "product"),
    Command("MM03", _("Display product"), "catalog:display_product", "catalog.display_product", "product"),
    Command("VK11", _("Create price"), "pricing:create_condition", "pricing.create_condition"),
    Command("VK12", _("Change price"), "pricing:list_conditions", "pricing.change_condition", "key"),
    Command("VK13", _("Display prices"), "pricing:list_conditions", "pricing.display_condition", "key"),
)  # fmt: skip
BY_CODE = {command.code: command for command in COMMANDS}
