"""What the command bar understands besides numbers and names: transaction codes and plain words, one registry."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Command:
    """An action of the command bar.

    `argument` says what may follow the code: "" nothing, "inquiry", "quotation", "party", "product": a record that the
    page `url_name` shows; "customer": a party the new record is for; "text": what a list is searched for.
    """

    code: str
    label: Promise
    url_name: str
    verb: str
    argument: str = ""
    words: str = ""  # further words that find it, in Latin letters as kit.search.fold writes them
    icon: str = "right"
    without: str = ""  # where the code alone leads, when the page needs a record


COMMANDS = (
    Command(
        "VA11", _("Create inquiry"), "documents:create_inquiry", "documents.create_inquiry",
        "customer", "new neo aitima prosforas erotisi", "plus",
    ),
    Command(
        "VA12", _("Change inquiry"), "documents:display_inquiry", "documents.change_inquiry",
        "inquiry", "allagi aitimatos", "edit", "documents:list_inquiries",
    ),
    Command(
        "VA13", _("Display inquiry"), "documents:display_inquiry", "documents.display_inquiry",
        "inquiry", "provoli aitimatos", "inquiry", "documents:list_inquiries",
    ),
    Command(
        "VA15", _("List of inquiries"), "documents:list_inquiries", "documents.display_inquiry",
        "text", "lista aitimata", "inquiry",
    ),
    Command(
        "VA21", _("Create quotation"), "documents:create_quotation", "documents.create_quotation",
        "customer", "new offer nea prosfora", "plus",
    ),
    Command(
        "VA22", _("Change quotation"), "documents:display_quotation", "documents.change_quotation",
        "quotation", "offer allagi prosforas", "edit", "documents:list_quotations",
    ),
    Command(
        "VA23", _("Display quotation"), "documents:display_quotation", "documents.display_quotation",
        "quotation", "offer provoli prosforas", "quotation", "documents:list_quotations",
    ),
    Command(
        "VA25", _("List of quotations"), "documents:list_quotations", "documents.display_quotation",
        "text", "offers lista prosfores", "quotation",
    ),
    Command(
        "VA26", _("Prices to release"), "documents:list_price_releases", "documents.release_price",
        "", "approve release floor margin egkrisi timon", "lock",
    ),
    Command(
        "", _("Dead offers"), "documents:list_dead_offers", "documents.close_dead_offers",
        "", "close expired silent lost nekres prosfores lixmenes kleisimo", "expired",
    ),
    Command(
        "", _("How offers are followed up"), "documents:change_validity_rule", "documents.change_validity_rule",
        "", "reminders validity rules ypenthymiseis parakolouthisi prosforon", "clock",
    ),
    Command(
        "VA05", _("List of orders"), "documents:list_orders", "documents.display_order",
        "text", "lista parangelies", "order",
    ),
    Command(
        "VD01", _("Create customer or prospect"), "parties:create_party", "parties.create_party",
        "", "new neos pelatis ypopsifios", "plus",
    ),
    Command(
        "VD02", _("Change customer"), "parties:change_party", "parties.change_party",
        "party", "allagi pelati", "edit", "parties:list_parties",
    ),
    Command(
        "VD03", _("Display customer"), "parties:display_party", "parties.display_party",
        "party", "provoli pelati", "customer", "parties:list_parties",
    ),
    Command(
        "MM01", _("Create product"), "catalog:create_product", "catalog.create_product",
        "", "new article neo eidos", "plus",
    ),
    Command(
        "MM02", _("Change product"), "catalog:change_product", "catalog.change_product",
        "product", "article allagi eidous", "edit", "catalog:list_products",
    ),
    Command(
        "MM03", _("Display product"), "catalog:display_product", "catalog.display_product",
        "product", "article provoli eidous", "product", "catalog:list_products",
    ),
    Command(
        "VDH1", _("Customer hierarchy"), "parties:list_parties", "parties.place_in_hierarchy",
        "text", "node higher customer knvh ierarchia pelaton", "person",
    ),
    Command(
        "VK11", _("Create price"), "pricing:create_condition", "pricing.create_condition",
        "", "new condition discount nea timi ekptosi", "plus",
    ),
    Command(
        "VK12", _("Change price"), "pricing:list_conditions", "pricing.change_condition",
        "text", "condition allagi timis ekptosis", "edit",
    ),
    Command(
        "VK13", _("Display prices"), "pricing:list_conditions", "pricing.display_condition",
        "text", "conditions discounts provoli times ekptoseis", "price",
    ),
    Command(
        "VK14", _("Copy a price list"), "pricelists:propose_prices", "pricelists.propose_prices",
        "", "new price list copy antigrafi timokatalogou neos timokatalogos", "price",
    ),
    Command(
        "", _("Net price list"), "pricelists:list_net_prices", "pricelists.display_net_prices",
        "customer", "customer prices pdf timokatalogos kathares times pelati", "price",
    ),
    Command(
        "", _("Change many prices"), "pricelists:propose_prices", "pricelists.propose_prices",
        "", "mass change propose prices maziki allagi timon protasi", "edit",
    ),
    Command(
        "", _("Price proposals"), "pricelists:list_proposals", "pricelists.display_proposal",
        "", "release prices egkrisi timon protaseis timon", "price",
    ),
    Command(
        "", _("Draft prices to release"), "pricelists:list_draft_prices", "pricelists.release_condition",
        "", "approve release condition kfrst egkrisi timon procheires times", "lock",
    ),
    Command(
        "VB21", _("Create promotion"), "pricing:create_promotion", "pricing.create_promotion",
        "", "new sales deal campaign coupon nea prosfora kouponi", "plus",
    ),
    Command(
        "VB22", _("Change promotion"), "pricing:list_promotions", "pricing.change_promotion",
        "text", "sales deal campaign coupon allagi prosforas kouponi", "edit",
    ),
    Command(
        "VB23", _("Display promotions"), "pricing:list_promotions", "pricing.display_promotion",
        "text", "sales deals campaigns coupons provoli kouponia", "price",
    ),
    Command(
        "VBN1", _("Create free goods"), "pricing:create_free_goods", "pricing.create_free_goods",
        "", "new bonus goods gift nea dorean eidi doro", "plus",
    ),
    Command(
        "VBN2", _("Change free goods"), "pricing:list_free_goods", "pricing.change_free_goods",
        "text", "bonus goods gift allagi dorean eidon doro", "edit",
    ),
    Command(
        "VBN3", _("Display free goods"), "pricing:list_free_goods", "pricing.display_free_goods",
        "text", "bonus goods gift provoli dorean eidon doro", "price",
    ),
    Command(
        "V/06", _("Condition types"), "pricing:list_condition_types", "pricing.display_condition",
        "", "set-up of prices v06 typoi oron timis eidi oron", "settings",
    ),
    Command(
        "V/07", _("Access sequences"), "pricing:list_access_sequences", "pricing.display_condition",
        "", "set-up of prices keys v07 akolouthies prosvasis kleidia", "settings",
    ),
    Command(
        "V/08", _("Pricing procedures"), "pricing:list_procedures", "pricing.display_condition",
        "", "set-up of prices steps exclusion groups v08 schimata ypologismou timon vimata", "settings",
    ),
    Command(
        "VOFM", _("Formulas"), "pricing:list_formulas", "pricing.display_condition",
        "", "set-up of prices requirements alternative calculation base value typoi apaitiseis ypologismoi", "settings",
    ),
    Command(
        "OVKK", _("Finding the procedure"), "pricing:display_determination", "pricing.display_condition",
        "", "determination set-up of prices evresi schimatos ypologismou", "settings",
    ),
    Command(
        "VTAA", _("Pricing of documents"), "pricing:display_document_pricing", "pricing.display_condition",
        "", "copy control pricing date pricing type timologisi parastatikon imerominia timon antigrafa", "settings",
    ),
    Command(
        "", _("Set-up of prices"), "pricing:display_set_up", "pricing.display_condition",
        "", "configure prices condition technique rythmiseis timon", "settings",
    ),
    Command(
        "", _("Check of the set-up of prices"), "pricing:check_setup", "pricing.check_setup",
        "", "gaps overlaps condition types accesses procedures elegchos rythmiseon timon kena", "price",
    ),
    Command(
        "", _("Distance sales in the EU"), "pricing:tax_distance_sales", "pricing.tax_distance_sales",
        "", "oss one stop shop vat taxes fpa poliseis apo apostasi", "price",
    ),
    Command(
        "", _("What would it cost?"), "pricing:simulate_price", "pricing.simulate_price",
        "", "simulation price check poso kostizei prosomoiosi", "explain",
    ),
    Command(
        "", _("Simulate a price change"), "insights:simulate_price_change", "insights.simulate_price_change",
        "", "what if effect revenue margin prosomoiosi allagis timon epidrasi tziros perithorio", "explain",
    ),
    Command(
        "", _("Simulations of price changes"), "insights:list_simulations", "insights.display_simulation",
        "", "what if insights effect prosomoioseis allagis timon", "explain",
    ),
)  # fmt: skip
BY_CODE = {command.code: command for command in COMMANDS if command.code}
