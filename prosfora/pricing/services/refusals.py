"""Refusals of condition records, and the words for their flaws."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prosfora.kit.errors import Refused
from prosfora.pricing.rules.book import AccessRule
from prosfora.pricing.rules.settings import FormulaSetting, ProcedureSetting, SequenceSetting, Setting
from prosfora.pricing.rules.setup import Finding
from prosfora.pricing.rules.terms import Flaw
from prosfora.pricing.telling import field_word
from prosfora.pricing.telling_settings import key_of
from prosfora.pricing.telling_setup import place_of, reason_of, remedy_of


class UnknownKey(Refused):
    """The condition type is not looked up by this combination of facts, or nothing has this number."""


class PeriodsOverlap(Refused):
    """Another record of the same key holds in part of this period."""


class DraftOutdated(Refused):
    """What the draft would be laid over was changed since it was saved."""

    status = 409


class BadCondition(Refused):
    """Amount, currency, unit, scale or period do not fit the condition type."""


class BadSetup(Refused):
    """The set-up of prices would be wrong: where, why, and what to do about it."""


class SetupInUse(Refused):
    """Prices or documents were made from it, which could not be made again if it changed."""


class CodeTaken(Refused):
    """Something of this kind has the code already."""


FLAWS: dict[str, Promise] = {
    "ends_before_it_begins": gettext_lazy("The last day lies before the first"),
    "per_not_positive": gettext_lazy("An amount is per one or more units"),
    "per_out_of_bounds": gettext_lazy("%(value)s: an amount is per at most 999999.999 units, with three decimals"),
    "calculation_fixed": gettext_lazy("%(value)s cannot be calculated in another way"),
    "too_large": gettext_lazy("%(value)s is too large"),
    "too_many_decimals": gettext_lazy("%(value)s has more than four decimals"),
    "negative": gettext_lazy("%(value)s: a price or tax cannot be negative"),
    "discount_over_100": gettext_lazy("A discount cannot be more than 100 per cent"),
    "percent_has_no_currency": gettext_lazy("A percentage has no currency; leave it blank"),
    "no_currency": gettext_lazy("Name the currency of the amount, as EUR"),
    "no_unit": gettext_lazy("Name the unit the amount is for, as PCE or KGM; “%(value)s” is none"),
    "too_many_levels": gettext_lazy("A scale has at most %(value)s levels"),
    "levels_must_rise": gettext_lazy("Scale levels must rise from line to line"),
    "limits_crossed": gettext_lazy("The upper limit lies below the lower"),
    "outside_limits": gettext_lazy("%(value)s lies outside the limits"),
    "outside_type_limits": gettext_lazy("%(value)s lies outside the limits of its condition type"),
    "only_prices_on_request": gettext_lazy("%(value)s is no price: only a price can be on request"),
    "amount_on_request": gettext_lazy("A price on request has no amount, no scale and no limits"),
    "amount_missing": gettext_lazy("State an amount, or that the price is on request"),
    "change_on_request": gettext_lazy("on request: there is no amount to change"),
    "margin_too_high": gettext_lazy("A margin is less than 100 per cent"),
    "bad_key_value": gettext_lazy("%(value)s needs a value, without | and ="),
    "key_too_long": gettext_lazy("This key is too long"),
}


def sentence(flaw: Flaw) -> str:
    """A flaw in words."""
    value = field_word(flaw.value) if flaw.code == "bad_key_value" else flaw.value
    return str(FLAWS[flaw.code]) % {"value": value}


def refuse(flaws: Iterable[Flaw]) -> None:
    """Raise BadCondition with every flaw on its field, where there is any."""
    found = list(flaws)
    if not found:
        return
    problems: dict[str, list[str]] = {}
    for flaw in found:
        problems.setdefault(flaw.field, []).append(sentence(flaw))
    raise BadCondition(sentence(found[0]), found[0].field, problems=problems)


def bad_setup(findings: Iterable[Finding], wanted: Setting) -> BadSetup:
    """The refusal that names every error with its place and remedy; each is also data for programs."""
    problems: dict[str, list[str]] = {}
    told = []
    for found in findings:
        field = _field_of(found, wanted)
        words = _("%(place)s: %(reason)s. %(remedy)s.")
        sentence = words % {"place": place_of(found), "reason": reason_of(found), "remedy": remedy_of(found)}
        problems.setdefault(field, []).append(sentence)
        told.append({"code": found.code, "kind": found.kind, "place": found.place, "number": found.number})
    first_field, first = next(iter(problems.items()))
    return BadSetup(first[0], first_field, problems=problems, data={"findings": told})


def _field_of(found: Finding, wanted: Setting) -> str:
    """The line of the setting that a finding names, as it was sent: "steps.4"; the whole table where it names none."""
    match wanted:
        case SequenceSetting():
            table, numbers = "accesses", [access.number for access in wanted.accesses]
        case ProcedureSetting():
            table, numbers = "steps", [step.step for step in wanted.steps]
        case FormulaSetting():
            return "expression" if found.number is not None else "code"
        case _:
            tables = {"determination": "rows", "pricing_date": "dates", "copying": "copies"}
            return tables.get(found.kind, "code")
    is_line = found.place == wanted.code and found.number in numbers
    return f"{table}.{numbers.index(found.number)}" if is_line and found.number is not None else table


def unknown_key(code: str, accesses: Iterable[AccessRule]) -> UnknownKey:
    """The refusal that says which keys a type can be recorded for."""
    keys = (key_of(access.fields, access.optional) for access in accesses)
    known = "; ".join(keys) or _("nothing: it is entered by hand only")
    words = _("%(type)s can be recorded for: %(known)s; every part needs a value unless it may be blank")
    return UnknownKey(words % {"type": code, "known": known}, "key")
