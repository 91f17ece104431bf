"""What a check of the set-up finds, in words: the reason, and what to do about it."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prosfora.pricing.rules.setup import Finding
from prosfora.pricing.telling import field_word
from prosfora.pricing.telling_formulas import OF_FORMULAS, part_word


class Words(NamedTuple):
    """Why something is doubted, and the remedy; both may name %(detail)s and %(other)s."""

    reason: Promise
    remedy: Promise


SEVERITIES: dict[str, Promise] = {
    "error": gettext_lazy("wrong"),
    "warning": gettext_lazy("doubtful"),
    "note": gettext_lazy("note"),
}
KINDS: dict[str, Promise] = {
    "sequence": gettext_lazy("Access sequence"),
    "type": gettext_lazy("Condition type"),
    "procedure": gettext_lazy("Procedure"),
    "determination": gettext_lazy("Finding the procedure"),
    "pricing_date": gettext_lazy("Pricing date"),
    "copying": gettext_lazy("Prices of copies"),
    "sales_area": gettext_lazy("Sales area"),
    "formula": gettext_lazy("Formula"),
}
FINDINGS: dict[str, Words] = {
    "no_accesses": Words(
        gettext_lazy("It has no access: nothing is ever found by it"),
        gettext_lazy("Give it an access, or take the sequence from its condition types"),
    ),
    "key_of_nothing": Words(gettext_lazy("Its key joins no fact"), gettext_lazy("Name the facts of the key")),
    "unknown_fact": Words(
        gettext_lazy("“%(detail)s” is no fact a key may join"),
        gettext_lazy("Name a fact of the table of keys"),
    ),
    "optional_is_no_part": Words(
        gettext_lazy("“%(detail)s” may be blank, but is no part of its key"),
        gettext_lazy("Name a part of the key, or add it to the key"),
    ),
    "key_may_be_nothing": Words(
        gettext_lazy("Every part of its key may be blank: a record could hold for everything"),
        gettext_lazy("Let at least one part always be filled"),
    ),
    "same_key_by_blank": Words(
        gettext_lazy(
            "With its blank parts left out, access %(detail)s has the same key: one price could stand in two places"
        ),
        gettext_lazy("Delete the access without the part, or let the part never be blank"),
    ),
    "fact_twice": Words(gettext_lazy("A fact stands twice in its key"), gettext_lazy("Name every fact once")),
    "unknown_requirement": Words(
        gettext_lazy("There is no requirement “%(detail)s”"),
        gettext_lazy("Name a requirement that exists, or leave it blank"),
    ),
    "access_unreachable": Words(
        gettext_lazy("It is never reached: access %(detail)s has the same key and ends the search"),
        gettext_lazy("Delete one of the two"),
    ),
    "access_twice": Words(
        gettext_lazy("Access %(detail)s has the same key: what it finds counts twice"),
        gettext_lazy("Delete one of the two"),
    ),
    "general_before_specific": Words(
        gettext_lazy("Access %(detail)s is less specific, is asked first and ends the search"),
        gettext_lazy("Give the more specific access the lower number"),
    ),
    "no_steps": Words(gettext_lazy("It has no steps"), gettext_lazy("Give it steps, or delete it")),
    "unknown_formula": Words(
        gettext_lazy("There is no calculation “%(detail)s”"),
        gettext_lazy("Name a calculation that exists, or leave it blank"),
    ),
    "step_of_nothing": Words(
        gettext_lazy("It has neither condition type nor subtotal"), gettext_lazy("Give it one of the two")
    ),
    "to_without_from": Words(
        gettext_lazy("It goes to step %(detail)s but begins at none"), gettext_lazy("Name the first step as well")
    ),
    "range_backwards": Words(
        gettext_lazy("Its base goes backwards, from step %(detail)s to %(other)s"),
        gettext_lazy("Name the lower step first"),
    ),
    "circular_base": Words(
        gettext_lazy("Its base, from step %(detail)s to %(other)s, contains the step itself"),
        gettext_lazy("Let the base end before the step"),
    ),
    "base_is_later": Words(
        gettext_lazy("Its base reads step %(detail)s, which is computed later"),
        gettext_lazy("Read an earlier step, or move this one behind it"),
    ),
    "base_is_missing": Words(
        gettext_lazy("There is no step from %(detail)s to %(other)s for its base to read"),
        gettext_lazy("Name steps that exist"),
    ),
    "subtotal_of_nothing": Words(
        gettext_lazy("Subtotal %(detail)s adds up nothing: no condition that counts stands before it"),
        gettext_lazy("Move it behind the conditions it adds up"),
    ),
    "percent_of_nothing": Words(
        gettext_lazy("%(detail)s is a percentage of nothing: no condition that counts stands in its base"),
        gettext_lazy("Move it behind the price, or give it a base that counts"),
    ),
    "manual_only_forbidden": Words(
        gettext_lazy("Only a person may fill it, and %(detail)s may not be entered by hand"),
        gettext_lazy("Allow the type to be entered, or let the step find records"),
    ),
    "mandatory_never_filled": Words(
        gettext_lazy("It is mandatory, and %(detail)s has neither accesses nor may be entered: nothing can be priced"),
        gettext_lazy("Give the type an access sequence"),
    ),
    "never_filled": Words(
        gettext_lazy("%(detail)s has neither accesses nor may be entered: it is never filled"),
        gettext_lazy("Give the type an access sequence or allow it to be entered"),
    ),
    "no_net_value": Words(
        gettext_lazy("No subtotal is the net value: documents would have none"),
        gettext_lazy("Add a subtotal “%(detail)s” behind the last condition before tax"),
    ),
    "no_total": Words(
        gettext_lazy("No subtotal is the total: documents would have none"),
        gettext_lazy("Add a subtotal “%(detail)s” behind the tax"),
    ),
    "tax_not_taken_out": Words(
        gettext_lazy("Its prices are said to contain the tax, and no steps take it out of them"),
        gettext_lazy("Let the tax be taken out of the price, and add a subtotal “%(detail)s” behind it"),
    ),
    "tax_taken_out": Words(
        gettext_lazy("It takes the tax out of prices that are not said to contain it"),
        gettext_lazy("Say that its prices contain the tax, or let the tax come on top"),
    ),
    "limit_before_net_value": Words(
        gettext_lazy("It is a limit of the net value, which is not known yet: everything would need a release"),
        gettext_lazy("Move it behind the net value, or give it a base"),
    ),
    "unknown_exclusion": Words(
        gettext_lazy("There is no exclusion “%(detail)s”"), gettext_lazy("Name a kind of exclusion that exists")
    ),
    "exclusion_of_nothing": Words(
        gettext_lazy("It excludes %(detail)s, which is none of its steps"),
        gettext_lazy("Take the type from the exclusion, or add the step"),
    ),
    "type_in_no_procedure": Words(
        gettext_lazy("It is a step of no procedure: its records never count"),
        gettext_lazy("Make it a step of a procedure, or record nothing for it"),
    ),
    "no_determination": Words(
        gettext_lazy("Documents of type %(detail)s find no procedure"),
        gettext_lazy("Say which procedure prices them"),
    ),
    "determined_without_steps": Words(
        gettext_lazy("It leads to procedure %(detail)s, which has no steps"),
        gettext_lazy("Name a procedure with steps"),
    ),
    "unknown_sales_area": Words(
        gettext_lazy("There is no sales area %(detail)s"), gettext_lazy("Name a sales area that exists")
    ),
    "procedure_not_determined": Words(
        gettext_lazy("No document finds it"), gettext_lazy("Say which documents it prices, or delete it")
    ),
    "access_without_records": Words(
        gettext_lazy("Nothing was ever recorded for this access"),
        gettext_lazy("Nothing needs to be done; without the access each search is shorter"),
    ),
    "no_exchange_rate": Words(
        gettext_lazy("Prices are recorded in %(detail)s, and no exchange rate leads to %(other)s today"),
        gettext_lazy("Record an exchange rate, or the prices in another currency"),
    ),
    "bad_code": Words(
        gettext_lazy("“%(detail)s” is no code: letters A to Z and digits only, not too many"),
        gettext_lazy("Give it a code of up to four characters; a procedure may have eight, a customer’s code two"),
    ),
    "no_name": Words(gettext_lazy("It has no name"), gettext_lazy("Give it a name of at most 80 characters")),
    "unknown_choice": Words(gettext_lazy("“%(detail)s” is none of the values it may have"), gettext_lazy("Choose one")),
    "unknown_sequence": Words(
        gettext_lazy("There is no access sequence %(detail)s"), gettext_lazy("Name one that exists, or none")
    ),
    "limits_crossed": Words(
        gettext_lazy("Its limits are crossed, too large or have more than four decimals"),
        gettext_lazy("Let the lower limit be the lower one"),
    ),
    "unknown_type": Words(
        gettext_lazy("There is no condition type %(detail)s"), gettext_lazy("Name one that exists, or create it first")
    ),
    "step_of_two": Words(
        gettext_lazy("It is both condition type %(detail)s and subtotal %(other)s"),
        gettext_lazy("Make two steps of it"),
    ),
    "determined_twice": Words(gettext_lazy("Two lines ask for the same"), gettext_lazy("Delete one of the two")),
    "unknown_procedure": Words(
        gettext_lazy("There is no procedure %(detail)s"), gettext_lazy("Name a procedure that exists")
    ),
    "too_many_lines": Words(gettext_lazy("It has more than %(detail)s lines"), gettext_lazy("Divide it in two")),
    "bad_number": Words(
        gettext_lazy("Its number is out of bounds"), gettext_lazy("Number from 1 to %(detail)s, counters from 0 to 99")
    ),
    "number_twice": Words(
        gettext_lazy("Another line has the same number"), gettext_lazy("Give each line a number of its own")
    ),
    "no_tax_record": Words(
        gettext_lazy("Customers of tax class %(detail)s buy products of tax class %(other)s, and no tax holds today"),
        gettext_lazy("Record a tax for the two classes"),
    ),
    **{code: Words(reason, remedy) for code, (reason, remedy) in OF_FORMULAS.items()},
}
CHECKS: dict[str, Words] = {
    "ending_without_successor": Words(
        gettext_lazy("The price of a product still sold has ended or ends within 30 days, and nothing follows"),
        gettext_lazy("Record the price that follows, or end the product"),
    ),
    "before_a_gap": Words(
        gettext_lazy("The price ends, the next one begins some days later, and none holds between"),
        gettext_lazy("Let the next price begin earlier"),
    ),
    "drafts_that_overlap": Words(
        gettext_lazy(
            "The draft cannot be released as it is: another draft or a newer record holds on some of its days"
        ),
        gettext_lazy("Save the draft again, give it another period, or withdraw one of the two"),
    ),
    "never_counting": Words(
        gettext_lazy("No procedure has its condition type as a step: it never counts"),
        gettext_lazy("Record it for a type that is a step, or make the type one"),
    ),
    "in_unknown_units": Words(
        gettext_lazy("The price is per a unit that its product is not kept in"),
        gettext_lazy("Add the unit to the product, or price it per another one"),
    ),
    "of_products_gone": Words(
        gettext_lazy("Its product does not exist or is no longer sold"), gettext_lazy("End the price")
    ),
    "of_customers_gone": Words(
        gettext_lazy("Its customer does not exist or is blocked"), gettext_lazy("End the price")
    ),
    "in_two_currencies": Words(
        gettext_lazy("Another record of the key holds in another currency: the one in the document’s is taken"),
        gettext_lazy("Keep both where that is meant, else end one"),
    ),
    "shadowed_in_an_area": Words(
        gettext_lazy("It holds in all sales areas, but one of them has a record of its own, which is taken there"),
        gettext_lazy("Keep both where that is meant, else end one"),
    ),
}
CHECK_NAMES: dict[str, Promise] = {
    "ending_without_successor": gettext_lazy("Prices that end, and nothing follows"),
    "before_a_gap": gettext_lazy("Gaps: days without a price"),
    "drafts_that_overlap": gettext_lazy("Drafts that overlap"),
    "never_counting": gettext_lazy("Prices that never count"),
    "in_unknown_units": gettext_lazy("Prices per unknown units"),
    "of_products_gone": gettext_lazy("Prices of products no longer sold"),
    "of_customers_gone": gettext_lazy("Prices of customers no longer served"),
    "in_two_currencies": gettext_lazy("Prices in two currencies"),
    "shadowed_in_an_area": gettext_lazy("Prices behind one of a sales area"),
}


def reason_of(finding: Finding) -> str:
    """Why it is doubted."""
    return str(FINDINGS[finding.code].reason) % _names(finding)


def remedy_of(finding: Finding) -> str:
    """What to do about it."""
    return str(FINDINGS[finding.code].remedy) % _names(finding)


def place_of(finding: Finding) -> str:
    """Where it stands: access sequence PR00, access 20."""
    place = f"{KINDS[finding.kind]} {finding.place}".strip()
    if finding.number is None:
        return place
    if finding.kind == "procedure":
        return _("%(place)s, step %(number)s") % {"place": place, "number": finding.number}
    if finding.kind == "formula":
        return _("%(place)s, column %(number)s") % {"place": place, "number": finding.number}
    return _("%(place)s, access %(number)s") % {"place": place, "number": finding.number}


def _names(finding: Finding) -> dict[str, str]:
    detail = field_word(finding.detail) if finding.code in ("unknown_fact", "optional_is_no_part") else finding.detail
    if finding.kind == "formula":
        return {"detail": part_word(detail), "other": part_word(finding.other)}
    return {"detail": detail, "other": finding.other, "column": str(finding.column or "")}
