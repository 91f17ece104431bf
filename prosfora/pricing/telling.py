"""Prices in words: keys, rates, and what the journal calls this room's records and verbs."""

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from prosfora.audit.kinds import declare_kind
from prosfora.company.rules.attributes import is_fact
from prosfora.kit import writing
from prosfora.kit.templatetags.kit import unit_price
from prosfora.pricing.models import (
    AccessSequence,
    ConditionRecord,
    ConditionType,
    Formula,
    PricingDateRule,
    PricingProcedure,
    ProcedureDetermination,
)
from prosfora.pricing.queries.configuration import own_fact_names
from prosfora.pricing.rules.facts import Problem
from prosfora.pricing.telling_promotions import declare_promotion

FIELDS: dict[str, Promise] = {
    "sales_area": _("sales area"),
    "customer": _("customer"),
    "customer_hierarchy": _("customer hierarchy"),
    "product": _("product"),
    "price_list": _("price list"),
    "price_group": _("price group"),
    "customer_group": _("customer group"),
    "pricing_group": _("pricing group"),
    "product_group": _("product group"),
    "hierarchy": _("product hierarchy"),
    "hierarchy_1": _("product hierarchy, level 1"),
    "hierarchy_2": _("product hierarchy, levels 1 and 2"),
    "plant": _("plant"),
    "incoterms": _("incoterms"),
    "payment_terms": _("payment terms"),
    "tax_case": _("tax case"),
    "departure_country": _("country of departure"),
    "departure_region": _("region of departure"),
    "destination_country": _("country of destination"),
    "destination_region": _("region of destination"),
    "customer_tax_class": _("customer’s tax class"),
    "product_tax_class": _("product’s tax class"),
    "campaign": _("promotion"),
}
ON_DOCUMENTS_ONLY: dict[str, Promise] = {
    "coupon": _("coupon"),
    "document": _("document"),
    "item": _("item"),
}  # parts of keys that files and forms do not have
TAX_CASES = {
    "domestic": _("within the country"),
    "eu_business": _("to a business in another EU country"),
    "eu_consumer": _("to a consumer in another EU country"),
    "export": _("to a country outside the EU"),
}
ON_REQUEST = _("price on request")  # in the place of a price, on pages, papers and lists
PROBLEMS: dict[str, Promise] = {  # codes of rules.facts.Problem
    "no_base_price": _("No price was found: maintain one or enter it by hand"),
    "price_on_request": _("The price is on request: enter it by hand before the offer goes out"),
    "needs_release": _("The price needs a release before the offer goes out"),
    "fallback_price": _("No usual price was found: %(type)s counts instead"),
    "previous_price": _("No usual price was found: this is the one given in %(document)s, item %(item)s"),
    "no_tax": _("No tax was found for this customer and product"),
    "no_exchange_rate": _("There is no exchange rate from %(from)s to %(to)s"),
    "no_unit_conversion": _("A price is kept per %(unit)s, which the product is not kept in"),
    "manual_not_allowed": _("%(type)s is no condition that may be entered here"),
    "formula_divides_by_zero": _("%(type)s has no value: formula %(formula)s divides by zero here (column %(column)s)"),
    "formula_fact_blank": _(
        "%(type)s has no value: formula %(formula)s asks for “%(fact)s”, which is not known here (column %(column)s)"
    ),
    "formula_out_of_bounds": _("%(type)s has no value: what formula %(formula)s comes to is too large"),
    "formula_unreadable": _("%(type)s has no value: formula %(formula)s cannot be read (column %(column)s)"),
    "outside_limits": _("%(amount)s for %(type)s lies outside the limits of its record (%(lower)s to %(upper)s)"),
}
CONDITION_VERBS = {
    "display_condition": _("Display prices"),
    "simulate_price": _("Simulate a price"),
    "create_condition": _("Price recorded"),
    "change_condition": _("Price changed"),
    "copy_condition": _("Price copied"),
    "delete_condition": _("Price ended"),
    "import_conditions": _("Imported from a file"),
    "undo_import": _("Import taken back"),
}


def declare_kinds() -> None:
    """Make the room's records known to the journal; called once, at start-up."""
    declare_kind(
        "condition",
        name=_("Condition record"),
        models=(ConditionRecord,),
        labels={"lookup": _("key"), "reason_key": _("text of the VAT exemption")},
        verbs=CONDITION_VERBS,
    )
    declare_kind(
        "draft",
        name=_("Draft price"),
        models=(ConditionRecord,),
        labels={"lookup": _("key"), "reason_key": _("text of the VAT exemption")},
        verbs={
            "display_draft": _("Display draft prices"),
            "create_condition": _("Draft price saved"),
            "change_condition": _("Draft price changed"),
            "delete_condition": _("Draft price withdrawn"),
        },
    )
    declare_kind(
        "pricing",
        name=_("Pricing procedure"),
        verbs={
            "install_standard_pricing": _("Standard pricing installed"),
            "check_setup": _("Check the set-up of prices"),
            "tax_distance_sales": _("Distance sales taxed where the goods arrive"),
        },
    )
    declare_promotion()
    _declare_set_up()


def _declare_set_up() -> None:
    """The parts of the set-up: whoever sees prices sees their history."""
    verbs = {"configure_prices": _("Set-up of prices changed")}
    kinds: list[tuple[str, Promise, type[Model]]] = [
        ("access_sequence", _("Access sequence"), AccessSequence),
        ("condition_type", _("Condition type"), ConditionType),
        ("procedure", _("Procedure"), PricingProcedure),
        ("formula", _("Formula"), Formula),
        ("procedure_determination", _("Finding the procedure"), ProcedureDetermination),
        ("document_pricing", _("Pricing of documents"), PricingDateRule),
    ]
    for kind, name, model in kinds:
        declare_kind(
            kind, name=name, models=(model,), labels={"exclusions": _("what does not count together")}, verbs=verbs,
            field_words=_line_words, sees=lambda user, key: user.rights.allows("pricing.display_condition"),
        )  # fmt: skip


def _line_words(name: str) -> str:
    """A line of a table, as the journal names it: "step.111.0", "access.20", "determination.* QT *"."""
    table, _dot, line = name.partition(".")
    words: dict[str, Promise] = {
        "access": _("access"), "step": _("step"), "determination": _("for"), "pricing_date": _("pricing date of"),
        "copying": _("prices of copies"),
    }  # fmt: skip
    return f"{words[table]} {line.removesuffix('.0')}" if table in words and line else ""


def field_word(name: str) -> str:
    """A part of a key in words: customer group; an own attribute by the name it was given."""
    if is_fact(name):
        english, greek = own_fact_names(name)
        return greek if writing.language() == "el" else english
    words: str | Promise = {**FIELDS, **ON_DOCUMENTS_ONLY}.get(name, name)
    return str(words)


def key_words(key: Iterable[tuple[str, str]]) -> str:
    """A key in words: customer 1000001, product BOLT-M8; a tax case is a phrase, not a code: within the country."""
    return ", ".join(f"{field_word(name)} {_value_words(name, value)}".strip() for name, value in key)


def _value_words(name: str, value: str) -> str | Promise:
    """A part's value; what is a code for us alone, in words."""
    if not value:
        return _("(any)")
    return str(TAX_CASES.get(value, value)) if name == "tax_case" else value


def problem_words(problem: Problem) -> str:
    """Why an item cannot be priced fully."""
    detail = {
        "type": "",
        "amount": "",
        "lower": "",
        "upper": "",
        "document": "",
        "item": "",
        "from": "",
        "to": "",
        "unit": "",
        "formula": "",
        "column": "",
        "fact": "",
        **problem.detail,
    }
    if detail["fact"]:
        detail["fact"] = field_word(detail["fact"])
    return str(PROBLEMS.get(problem.code, problem.code)) % detail


def amount_words(record: ConditionRecord) -> str:
    """What a record says: its amount, or that the price is on request."""
    return str(ON_REQUEST) if record.on_request else rate_words(record.amount, record.currency)


def rate_words(rate: Decimal, currency: str) -> str:
    """What a record says, with every decimal it has: 24.50 EUR, or per cent where it has no currency."""
    if currency:
        return f"{unit_price(rate, currency)}{writing.NO_BREAK}{currency}"
    return f"{writing.number(rate, most=4)}{writing.NO_BREAK}%"
