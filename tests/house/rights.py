"""Who may reach which address: derived from the names where the house's naming says it, listed where it does not."""

from dataclasses import dataclass
from enum import Enum, auto

from prosfora.files.imports import importer_of, importers
from prosfora.identity.models import User
from prosfora.identity.rules import EVERYWHERE
from tests.cast import DIRECT_SALES
from tests.house.addresses import Address, verb_right


class Answer(Enum):
    """How an address answers somebody."""

    OPEN = auto()  # shown, done, or refused for what was sent: anything but the three below
    FORBIDDEN = auto()  # 403
    INVISIBLE = auto()  # 404


PUBLIC, SIGNED_IN = "(everybody)", "(whoever is signed in)"

# The right that makes a record visible, by the first word of its address.
SEEING = {
    "inquiries": "documents.display_inquiry",
    "quotations": "documents.display_quotation",
    "<plural:plural>": "documents.display_quotation",
    "orders": "documents.display_order",
    "parties": "parties.display_party",
    "products": "catalog.display_product",
    "prices": "pricing.display_condition",
    "conditions": "pricing.display_condition",
    "price_set_up": "pricing.display_condition",
    "promotions": "pricing.display_promotion",
    "free_goods": "pricing.display_free_goods",
    "price-proposals": "pricelists.display_proposal",
    "price_proposals": "pricelists.display_proposal",
    "price-simulations": "insights.display_simulation",
    "price_simulations": "insights.display_simulation",
    "approval-rules": "approvals.display_approval_rule",
    "approval_rules": "approvals.display_approval_rule",
    "company": "company.display_company",
    "attributes": "company.display_company",
    "users": "identity.display_user",
    "jobs": "jobs.display_job",
    "files": "documents.display_quotation",
}
SEEING_BY_NAME = {
    "end_delegation": "approvals.delegate_approvals",
    "timeline": "documents.display_quotation",
    **dict.fromkeys(
        ["display_import", "check_file", "import_file", "undo_import", "GET /imports/{run_id}"], "files.display_import"
    ),
    **dict.fromkeys(
        ["POST /imports/{run_id}/import_file", "POST /imports/{run_id}/undo_import"], "files.display_import"
    ),
}
# Verbs on an import ask for the right to import its kind of records as well.
ALSO = dict.fromkeys(
    [
        "import_template", "check_file", "import_file", "undo_import", "POST /imports/{kind}",
        "POST /imports/{run_id}/import_file", "POST /imports/{run_id}/undo_import",
    ],
    "products",
)  # fmt: skip
# Addresses without a sales area: a right held anywhere opens them.
NOWHERE = {
    "company", "journal", "jobs", "users", "imports", "calendars", "payment_terms", "reasons", "plants", "attributes",
    "price_set_up",
    "prices/set_up",
}  # fmt: skip

# What holds in all sales areas is decided by whoever holds the right in all of them.
CONFIGURING = {
    *(
        f"{verb}_{noun}"
        for verb in ("create", "change", "delete")
        for noun in ("condition_type", "access_sequence", "procedure", "formula")
    ),
    "change_determination", "PUT /price_set_up/determination", "POST /price_set_up/try_formula",
    "change_document_pricing", "PUT /price_set_up/documents",
    *(
        f"{method} /price_set_up/{table}{path}"
        for table in ("condition_types", "access_sequences", "procedures", "formulas")
        for method, path in (("POST", ""), ("PUT", "/{code}"), ("DELETE", "/{code}"), ("POST", "/{code}/copy"))
    ),
}  # fmt: skip
IN_ALL_AREAS = {"install_approval_defaults", "tax_distance_sales", "POST /conditions/tax_distance_sales", *CONFIGURING}

# Their bodies name records, whose sales areas decide.
BY_ITS_RECORDS = {
    "POST /quotations/reprice_quotations",
    "POST /quotations/close_dead_offers",
    "POST /conditions/release_conditions",
}

# Pages whose name is not the name of a verb.
PAGES = {
    "home": SIGNED_IN, "palette": SIGNED_IN, "settings": SIGNED_IN,
    "set_language": PUBLIC, "set_theme": PUBLIC, "healthz": PUBLIC, "robots": PUBLIC, "favicon": PUBLIC,
    "list_journal": "audit.display_journal", "display_entry": "audit.display_journal",
    "timeline": "documents.display_quotation",
    "list_inquiries": "documents.display_inquiry", "list_quotations": "documents.display_quotation",
    "list_price_releases": "documents.release_price",
    "list_orders": "documents.display_order", "display_pdf": "documents.display_quotation",
    **dict.fromkeys(["display_binding", "display_offer_json", "display_offer_ubl"], "documents.display_quotation"),
    "display_choices": "documents.display_quotation", "display_relatives": "documents.display_quotation",
    "display_comparison": "documents.display_quotation",
    "display_delivery": "documents.display_quotation", "display_flow": "documents.display_quotation",
    "display_item": "documents.display_quotation", "add_items": "documents.change_quotation",
    "take_over_inquiries": "documents.change_inquiry", "give_back_inquiries": "documents.change_inquiry",
    "take_over_quotations": "documents.change_quotation", "give_back_quotations": "documents.change_quotation",
    "set_validity": "documents.change_quotation",
    "display_following_up": "documents.display_quotation",
    "list_dead_offers": "documents.close_dead_offers",
    "display_gaps": "documents.display_quotation", "restore_item": "documents.change_quotation",
    "change_item": "documents.change_quotation", "remove_item": "documents.change_quotation",
    "duplicate_item": "documents.change_quotation", "move_item": "documents.change_quotation",
    "list_parties": "parties.display_party", "party_options": "parties.display_party",
    "possible_duplicates": "parties.display_party", "create_prospect": "parties.create_party",
    "list_products": "catalog.display_product", "product_options": "catalog.display_product",
    "availability": "catalog.display_product", "list_conditions": "pricing.display_condition",
    "list_doubtful_prices": "pricing.check_setup", "list_promotions": "pricing.display_promotion",
    "list_free_goods": "pricing.display_free_goods",
    **dict.fromkeys(
        ["display_set_up", "list_condition_types", "display_condition_type", "list_access_sequences",
         "display_access_sequence", "list_procedures", "display_procedure", "display_determination", "list_formulas",
         "display_formula", "display_document_pricing"],
        "pricing.display_condition",
    ),
    "list_net_prices": "pricelists.display_net_prices", "print_net_prices": "pricelists.display_net_prices",
    "list_draft_prices": "pricelists.release_condition", "release_conditions": "pricelists.release_condition",
    "list_proposals": "pricelists.display_proposal", "list_proposed_prices": "pricelists.display_proposal",
    **dict.fromkeys(
        ["list_simulations", "list_customer_effects", "list_product_effects"], "insights.display_simulation"
    ),
    "list_imports": "files.display_import", "start_import": "files.check_file",
    "import_template": "files.check_file", "download_file": "documents.display_quotation",
    "attachments": "documents.display_quotation",
    "list_jobs": "jobs.display_job", "list_users": "identity.display_user", "explain": "identity.display_user",
    "account": SIGNED_IN,
    "list_tokens": SIGNED_IN, "list_views": SIGNED_IN, "issue_token": SIGNED_IN, "save_view": SIGNED_IN,
    "company_logo": "company.display_company", "list_sales_areas": "company.display_company",
    "list_plants": "company.display_company", "list_calendars": "company.display_company",
    "list_number_ranges": "company.display_company", "list_exchange_rates": "company.display_company",
    "list_attributes": "company.display_company",
    "list_payment_terms": "company.display_company", "list_reasons": "company.display_company",
    "list_approvals": "approvals.display_approval", "list_approval_rules": "approvals.display_approval_rule",
    "list_delegations": "approvals.delegate_approvals", "display_approvals": "documents.display_quotation",
    "decide_by_link": PUBLIC,  # the link is the right
    # The customer's page: whoever has the link; what it opens is tried in prosfora/portal/tests/test_security.py.
    **dict.fromkeys(
        ["display_offer", "see_offer", "update_totals", "accept_offer", "send_code", "decline_offer", "ask_question",
         "follow_link", "download_offer", "download_acceptance"],
        PUBLIC,
    ),
    "display_links": "documents.display_quotation",
}  # fmt: skip

# Records that belong to one person (the world's seller), and the right that reaches them as well.
OWNED = {
    "revoke_token": "identity.change_user", "rename_view": "", "share_view": "", "delete_view": "",
    **dict.fromkeys(
        ["end_delegation", "POST /approval_delegations/{delegation_id}/end_delegation"], "approvals.delegate_for_others"
    ),
}  # fmt: skip
OWNER = "seller"

NOUNS = {
    "parties": "party", "products": "product", "conditions": "condition", "promotions": "promotion",
    "free_goods": "free_goods", "inquiries": "inquiry", "quotations": "quotation", "orders": "order",
}  # fmt: skip
VERB_OF_METHOD = {"GET": "display", "POST": "create", "PATCH": "change", "PUT": "change", "DELETE": "delete"}

# Calls whose address does not end in a verb and is not a record's own.
CALLS = {
    **dict.fromkeys(
        [
            f"GET /{table}"
            for table in ("companies", "sales_areas", "plants", "calendars", "payment_terms", "reasons", "attributes")
        ],
        "company.display_company",
    ),
    "GET /exchange_rate": "company.display_company",
    "GET /approvals": "approvals.display_approval",
    "GET /approval_rules": "approvals.display_approval_rule",
    "POST /approval_rules": "approvals.create_approval_rule",
    "PUT /approval_rules/{code}": "approvals.change_approval_rule",
    "GET /approval_delegations": "approvals.delegate_approvals",
    "POST /approval_delegations": "approvals.delegate_approvals",
    "GET /quotations/{number}/approval": "documents.display_quotation",
    "POST /attributes": "company.create_attribute",
    "PUT /attributes/{subject}/{code}": "company.change_attribute",
    "PUT /parties/{number}/sales_areas/{sales_area}": "parties.change_sales_data",
    "POST /parties/{number}/contacts": "parties.create_contact",
    "GET /parties/{number}/hierarchy": "parties.display_party",
    "POST /parties/{number}/consents": "parties.record_consent",
    "GET /products/{number}/availability": "catalog.display_product",
    "GET /products/{number}/supply": "catalog.display_product",
    "GET /products/{number}/components": "catalog.display_product",
    "GET /imports": "files.display_import",
    "GET /imports/{run_id}": "files.display_import",
    "POST /imports/{kind}": "files.import_file",
    "POST /price": "pricing.simulate_price",
    "POST /price/target": "pricing.simulate_price",
    "GET /conditions/doubtful": "pricing.check_setup",
    **dict.fromkeys(CONFIGURING, "pricing.configure_prices"),
    **dict.fromkeys(
        [
            "GET /price_set_up/words",
            "GET /price_set_up/determination",
            "GET /price_set_up/documents",
            *(
                f"GET /price_set_up/{table}{path}"
                for table in ("condition_types", "access_sequences", "procedures", "formulas")
                for path in ("", "/{code}")
            ),
        ],
        "pricing.display_condition",
    ),
    "POST /conditions/release_conditions": "pricelists.release_condition",
    "GET /net_prices": "pricelists.display_net_prices",
    "GET /net_prices/pdf": "pricelists.display_net_prices",
    "GET /price_proposals": "pricelists.display_proposal",
    "GET /price_proposals/{proposal_id}": "pricelists.display_proposal",
    "GET /price_proposals/{proposal_id}/lines": "pricelists.display_proposal",
    **dict.fromkeys(
        [
            f"GET /price_simulations{path}"
            for path in ("", "/{simulation_id}", "/{simulation_id}/customers", "/{simulation_id}/products")
        ],
        "insights.display_simulation",
    ),
    "GET /quotations/dead_offers": "documents.close_dead_offers",
    "GET /quotations/validity_rule": "documents.change_validity_rule",
    "PUT /quotations/validity_rule": "documents.change_validity_rule",
    "GET /quotations/{number}/following_up": "documents.display_quotation",
    "GET /inquiries/{number}/flow": "documents.display_inquiry",
    "GET /inquiries/{number}/items/{position}/explain_price": "documents.display_inquiry",
    "GET /quotations/{number}/items/{position}/explain_price": "documents.display_quotation",
    "GET /orders/{number}/items/{position}/explain_price": "documents.display_order",
    "GET /quotations/{number}/flow": "documents.display_quotation",
    "GET /quotations/{number}/relatives": "documents.display_quotation",
    "GET /quotations/{number}/comparison": "documents.display_quotation",
    "GET /quotations/{number}/pdf": "documents.display_quotation",
    "GET /quotations/{number}/offer": "documents.display_quotation",
    "GET /quotations/{number}/ubl": "documents.display_quotation",
    "GET /quotations/{number}/links": "documents.display_quotation",
    "GET /quotations/{number}/questions": "documents.display_quotation",
    "GET /orders/{number}/flow": "documents.display_order",
}


@dataclass(frozen=True)
class Rule:
    """The right an address asks for, and the one that makes its record visible (blank: it names no record)."""

    right: str
    seeing: str = ""
    also: tuple[str, ...] = ()  # further rights of which one is needed


def rule_of(address: Address) -> Rule | None:
    """What protects an address; None where nobody has said so."""
    right = _page_right(address) if address.body is None and " " not in address.name else _call_right(address)
    if right is None:
        return None
    names_record = bool(address.parts) and address.noun in SEEING
    seeing = SEEING_BY_NAME.get(address.name) or (SEEING[address.noun] if names_record else "")
    return Rule(right, seeing, _also(address.name))


def _also(name: str) -> tuple[str, ...]:
    """The right to import the kind at hand; for the page that starts an import, that of any kind."""
    if name == "start_import":
        return tuple(importer.verb for importer in importers())
    kind = importer_of(ALSO[name]) if name in ALSO else None
    return (kind.verb,) if kind else ()


def _page_right(address: Address) -> str | None:
    return PAGES.get(address.name) or CALLS.get(address.name) or verb_right(address.name)


def _call_right(address: Address) -> str | None:
    if listed := CALLS.get(address.name):
        return listed
    method, path = address.name.split(" ", 1)
    words = path.strip("/").split("/")
    if right := verb_right(words[-1]):
        return right
    return verb_right(f"{VERB_OF_METHOD[method]}_{NOUNS.get(words[0])}") if len(words) <= 2 else None


def expected(rule: Rule, user: User, address: Address) -> set[Answer]:
    """How the address answers this signed-in user."""
    if rule.right in (PUBLIC, SIGNED_IN):
        return {Answer.OPEN}
    if address.name in OWNED and user.username != OWNER:
        reached = OWNED[address.name] and user.rights.allows(OWNED[address.name])
        return {Answer.OPEN} if reached else {Answer.INVISIBLE}
    is_nowhere = address.noun in NOWHERE or address.table in NOWHERE
    in_area = (
        address.names_area
        or address.name in BY_ITS_RECORDS
        or (bool(address.parts) and not is_nowhere)
        or address.name == "timeline"
    )
    scope = EVERYWHERE if address.name in IN_ALL_AREAS else DIRECT_SALES if in_area else None
    seen_in = None if is_nowhere and scope == EVERYWHERE else scope
    if rule.seeing and not user.rights.allows(rule.seeing, seen_in):
        return {Answer.INVISIBLE}
    also = not rule.also or any(user.rights.allows(right, scope) for right in rule.also)
    if user.rights.allows(rule.right, scope) and also:
        return {Answer.OPEN}
    if rule.seeing:
        return {Answer.FORBIDDEN}
    # A list may be refused, or stay empty (test_lists_tell_nothing looks into it); a verb may hide itself.
    is_list = rule.right.partition(".")[2].startswith("display_")
    return {Answer.FORBIDDEN, Answer.INVISIBLE, Answer.OPEN} if is_list else {Answer.FORBIDDEN, Answer.INVISIBLE}
