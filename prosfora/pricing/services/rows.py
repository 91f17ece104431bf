"""Condition records from terms, terms from records, and the checks both need the database for."""

import datetime as dt
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from prosfora.audit.rules import Subject
from prosfora.audit.services import Actor
from prosfora.catalog.models import Product
from prosfora.company.queries.attributes import known_values
from prosfora.company.rules.attributes import is_fact
from prosfora.kit import writing
from prosfora.kit.database import one_after_another
from prosfora.kit.errors import ChangedMeanwhile
from prosfora.parties.models import Party
from prosfora.pricing.models import ConditionRecord, Promotion
from prosfora.pricing.queries.configuration import configuration
from prosfora.pricing.queries.records import newest_version
from prosfora.pricing.rules.book import TypeRule
from prosfora.pricing.rules.keys import HIERARCHY, access_of, lookup_of
from prosfora.pricing.rules.terms import Terms, flaws_of, key_flaws, mentions
from prosfora.pricing.services.refusals import BadCondition, PeriodsOverlap, UnknownKey, refuse, sentence, unknown_key

TERM_FIELDS = tuple(name for name in Terms.__slots__ if name != "scales")


def type_rule(code: str) -> TypeRule:
    """The condition type of that code. Raises BadCondition."""
    kind = configuration().types.get(code)
    if kind is None:
        raise BadCondition(_("There is no condition type %(code)s") % {"code": code}, "condition_type")
    return kind


def new_row(
    kind: TypeRule, key: Mapping[str, str], sales_area: str | None, terms: Terms, by: Actor, at: dt.datetime
) -> ConditionRecord:
    """A record, not yet saved. Raises UnknownKey, BadCondition."""
    values = {name: str(value).strip() for name, value in key.items()}
    access = access_of(kind.accesses, values)
    if access is None:
        raise unknown_key(kind.code, kind.accesses)
    ordered = {name: values.get(name, "") for name in access.fields}
    lookup = lookup_of(kind.code, access.fields, ordered, access.optional) or ""
    for flaw in key_flaws(lookup, ordered, access.optional):
        raise UnknownKey(sentence(flaw), flaw.field)
    refuse(flaws_of(kind, terms))
    customer, product, other = mentions(ordered)
    made = ConditionRecord(
        condition_type_id=kind.code, key=ordered, lookup=lookup, customer=customer, product=product,
        other_key=other[:80], sales_area_id=sales_area or None, created_by=by.get_username(), created_at=at,
    )  # fmt: skip
    put_terms(made, terms)
    return made


def put_terms(row: ConditionRecord, terms: Terms) -> None:
    """Terms on a record."""
    for name in TERM_FIELDS:
        setattr(row, name, getattr(terms, name))
    row.on_request = terms.on_request or None
    row.scales = [[str(level), str(rate)] for level, rate in terms.scales]


def refuse_unknown_values(*keys: Mapping[str, str]) -> None:
    """A price for a product, customer or attribute that does not exist would never be found. Raises UnknownKey.

    At most one statement for the products, one for the customers and one for each kind of attributes of all keys.
    """
    products = {key["product"] for key in keys if key.get("product")}
    customers = {key[name] for key in keys for name in ("customer", HIERARCHY) if key.get(name)}
    if products and (unknown := products - _numbers_of(Product, products)):
        raise UnknownKey(_("There is no product %(number)s") % {"number": min(unknown)}, "key")
    if customers and (unknown := customers - _numbers_of(Party, customers)):
        raise UnknownKey(_("There is no customer %(number)s") % {"number": min(unknown)}, "key")
    _refuse_unknown_attributes({pair for key in keys for pair in key.items() if pair[1] and is_fact(pair[0])})


def _numbers_of(model: type[Product] | type[Party], numbers: Collection[str]) -> set[str]:
    return set(model._default_manager.filter(number__in=numbers).values_list("number", flat=True))


def _refuse_unknown_attributes(named: Collection[tuple[str, str]]) -> None:
    known = {subject: known_values(subject) for subject in {name.partition("_")[0] for name, _value in named}}
    for name, value in sorted(named):
        subject, _line, code = name.partition("_")
        allowed = known[subject].get(code)
        if allowed is None or (allowed and value not in allowed):
            words = _("“%(value)s” is no attribute with a value it may have; write BRANCH=HOTEL")
            raise UnknownKey(words % {"value": f"{name}={value}"}, "key")


def promotion_of(number: str, sales_area: str | None) -> Promotion | None:
    """The promotion a record belongs to; one of a sales area has no records elsewhere. Raises BadCondition."""
    if not number:
        return None
    found = Promotion.objects.filter(number=number.strip().upper()).first()
    if found is None:
        raise BadCondition(_("There is no promotion %(number)s") % {"number": number[:40]}, "promotion")
    if found.sales_area_id is not None and sales_area not in (None, found.sales_area_id):
        words = _("Promotion %(number)s holds in sales area %(area)s only")
        raise BadCondition(words % {"number": found.number, "area": found.sales_area_id}, "promotion")
    return found


def refuse_overlap(made: ConditionRecord) -> None:
    """The database refuses overlaps too; this says which record is in the way. Raises PeriodsOverlap."""
    one_after_another([made.lookup])
    same = ConditionRecord.objects.filter(
        lookup=made.lookup, sales_area=made.sales_area_id, currency=made.currency, status="released",
        valid_from__lte=made.valid_to, valid_to__gte=made.valid_from,
    ).exclude(pk=made.pk)  # fmt: skip
    other = same.first()
    if other is not None:
        words = (
            _("From %(first)s to %(last)s another amount holds for this key; change that one instead")
            if other.has_end
            else _("From %(first)s on another amount holds for this key; change that one instead")
        )
        first, last = writing.day(other.valid_from), writing.day(other.valid_to)
        raise PeriodsOverlap(words % {"first": first, "last": last}, "valid_from")


def refuse_stale(condition: ConditionRecord, version: int | None) -> None:
    """Whoever saw an older state of this price must look again. Raises ChangedMeanwhile."""
    if version is not None and newest_version(condition) != version:
        last = ConditionRecord.objects.filter(lineage=condition.lineage).order_by("-version").first()
        words = _("%(who)s changed this price meanwhile, at %(when)s; look at it again, then decide")
        who = (last.released_by or last.created_by) if last else ""
        when = writing.moment(last.released_at or last.created_at) if last else ""
        raise ChangedMeanwhile(words % {"who": who, "when": when})


def subject(condition: ConditionRecord) -> Subject:
    """The journal's name for a price: all its periods are one record there. What nobody has released is another kind,
    which only those read who may see drafts.
    """
    kind = "draft" if condition.is_unreleased else "condition"
    scope = condition.sales_area_id or ""
    related = f"party:{condition.customer}" if condition.customer else ""
    return Subject(kind, str(condition.lineage), condition.lookup, scope, related)


def facts(condition: ConditionRecord) -> dict[str, Any]:
    """The values of a record that change documents show."""
    told = {name: _told(getattr(condition, name)) for name in TERM_FIELDS}
    scales = "; ".join(f"{level}: {rate}" for level, rate in condition.scales)
    promotion = condition.promotion.number if condition.promotion_id and condition.promotion else None
    of_promotion = {"promotion": promotion} if promotion else {}
    return {"lookup": condition.lookup, **told, "scales": scales or None, "status": condition.status, **of_promotion}


def _told(value: Any) -> Any:
    """Amounts without idle zeros, so that equal ones are told alike."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) and value else value
