"""Faults of the set-up in words: what is wrong, and the remedy."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from prosfora.kit import writing
from prosfora.pricing.rules.setup_faults import SetupFault
from prosfora.pricing.telling import field_word

FAULTS: dict[str, tuple[Promise, Promise]] = {
    "unknown_fact": (_("The key names a fact that does not exist: %(fact)s"), _("Take it out of the access")),
    "unknown_requirement": (_("There is no requirement %(name)s"), _("Choose one of those there are")),
    "unknown_formula": (_("There is no calculation %(name)s"), _("Choose one of those there are")),
    "unknown_base": (_("There is no base %(name)s"), _("Choose one of those there are")),
    "unknown_method": (_("There is no method of exclusion %(name)s"), _("Choose one of those there are")),
    "access_unreachable": (
        _("It has the same key as access %(other)s, which is tried before it and ends the search: it never wins"),
        _("Remove one of the two, or let the first one go on searching"),
    ),
    "general_before_specific": (
        _("Access %(other)s needs only a part of this key and is tried before it: it hides this one"),
        _("Put the more specific access first"),
    ),
    "no_steps": (_("The procedure has no steps"), _("Add its steps, or remove it")),
    "missing_step": (_("It builds on step %(step)s, which does not exist"), _("Name a step that there is")),
    "later_step": (_("It builds on step %(step)s, which comes later"), _("Let it build on an earlier step")),
    "range_reversed": (_("Its last step lies before its first"), _("Exchange from and to")),
    "circular_reference": (
        _("Steps build on one another in a circle: %(steps)s"), _("Let each step build on earlier ones only")
    ),
    "share_of_nothing": (_("A percentage with no condition before it"), _("Put a price before it")),
    "manual_not_allowed": (
        _("The step is for entered amounts, but %(type)s may not be entered"), _("Allow the type to be entered by hand")
    ),
    "never_filled": (
        _("%(type)s is neither found by an access nor entered nor computed: it never has a value"),
        _("Give the type an access sequence, or allow it to be entered by hand"),
    ),
    "no_subtotal": (_("There is no subtotal %(name)s"), _("Add a step with this subtotal")),
    "excluded_is_no_step": (
        _("The exclusion names %(type)s, which is no step of the procedure"), _("Take it out of the exclusion")
    ),
    "no_usual_procedure": (
        _("No procedure is determined for documents that nothing else fits"), _("Determine one for all areas and types")
    ),
    "determined_is_empty": (
        _("Procedure %(procedure)s is determined, but has no steps"), _("Determine another one, or add its steps")
    ),
    "gap": (
        _("No price from %(from)s to %(to)s, between two that hold"),
        _("Let the earlier one go on, or the later one begin"),
    ),
    "ended_without_successor": (
        _("The price ends on %(last)s and none follows, but the product is still sold"),
        _("Record the price that follows"),
    ),
    "overlaps_all_areas": (
        _("Sales area %(area)s has this price of its own; the one for all areas never counts there on these days"),
        _("End one of the two, if that is not meant"),
    ),
    "overlaps_in_currencies": (
        _("The same key has a price in another currency on these days; the document’s currency decides (%(currency)s)"),
        _("End one of the two, if that is not meant"),
    ),
    "product_not_sold": (_("Product %(product)s is not sold any more, or does not exist"), _("End the price")),
    "no_such_customer": (_("There is no customer %(customer)s"), _("End the price, or mend its key")),
    "scale_rises": (_("Who takes more pays more per unit, or gets less off"), _("Look at the levels of the scale")),
    "no_exchange_rate": (
        _("There are prices in %(from)s, but no exchange rate to %(to)s"), _("Enter the exchange rate")
    ),
    "type_in_no_procedure": (
        _("There are records of this type, but no procedure reads it: they never count"),
        _("Add a step with this type to a procedure, or end the records"),
    ),
    "access_without_records": (
        _("Nothing is recorded for this key"), _("Record a price for it, or remove the access to search less")
    ),
    "no_tax": (
        _("No tax is found at home for customers of class %(customer)s and products of class %(product)s"),
        _("Record the tax for these classes"),
    ),
}  # fmt: skip


def fault_words(fault: SetupFault) -> tuple[str, str]:
    """What is wrong, and the remedy."""
    sentence, remedy = FAULTS[fault.code]
    detail = {
        name: writing.day(value) if hasattr(value, "isoformat") else str(value) for name, value in fault.detail.items()
    }
    return str(sentence) % detail, str(remedy)


def place_words(fault: SetupFault) -> str:
    """Where it is: a key in words, or the codes of type, access, procedure and step."""
    code, bar, key = fault.place.partition("|")
    if not bar:
        return fault.place
    facts = (part.partition("=") for part in key.split("|"))
    return f"{code}: " + ", ".join(f"{field_word(name)} {value}" for name, _equals, value in facts)
