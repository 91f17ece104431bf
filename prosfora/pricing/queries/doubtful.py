"""Records that a check of the set-up doubts: overlaps, gaps, ends, and keys of what is no longer there.

Each check is one set operation in the database, walked page by page; nothing is read that is not shown.
"""

import datetime as dt
from collections.abc import Callable, Mapping

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat

from prosfora.catalog.models import Product, ProductUnit
from prosfora.identity.models import User
from prosfora.kit.database import DayAfter
from prosfora.parties.models import Party
from prosfora.pricing.models import FOREVER, ConditionRecord, Step
from prosfora.pricing.queries.records import visible_conditions

type Records = QuerySet[ConditionRecord]
SOON = dt.timedelta(days=30)  # how early a price that ends without a successor is told


def doubtful_records(check: str, *, user: User, today: dt.date) -> Records:
    """The visible records that a check doubts, as of a day. `check` is a name of CHECKS."""
    return CHECKS[check](visible_conditions(user), today)


def _others(rows: Records) -> Records:
    """The other records of a row's key whose period shares a day with the row's."""
    sharing = rows.filter(lookup=OuterRef("lookup"), valid_from__lte=OuterRef("valid_to"))
    return sharing.filter(valid_to__gte=OuterRef("valid_from")).exclude(pk=OuterRef("pk"))


def _later(rows: Records) -> Records:
    """The released records of a row's key that go on after it, for its sales area or all."""
    later = rows.filter(lookup=OuterRef("lookup"), status="released", valid_to__gt=OuterRef("valid_to"))
    return later.filter(Q(sales_area=None) | Q(sales_area=OuterRef("sales_area")))


def shadowed_in_an_area(rows: Records, today: dt.date) -> Records:
    """Records of all sales areas that a record of one of them stands before."""
    own = _others(rows).filter(status="released", valid_to__gte=today).exclude(sales_area=None)
    return rows.filter(Exists(own), status="released", sales_area=None, valid_to__gte=today)


def in_two_currencies(rows: Records, today: dt.date) -> Records:
    """Records whose key has another one in another currency on the same days: the document's decides."""
    standing = _others(rows).filter(status="released", valid_to__gte=today).exclude(currency=OuterRef("currency"))
    found = rows.filter(status="released", valid_to__gte=today)
    of_all = Exists(standing.filter(sales_area=None))
    own = Exists(standing.filter(sales_area=OuterRef("sales_area")))
    return found.filter(Q(of_all, sales_area=None) | Q(own, sales_area__isnull=False))


def drafts_that_overlap(rows: Records, today: dt.date) -> Records:
    """Drafts that cannot be released as they are: another draft of their key, area and currency holds on some of their
    days, or a record does that was not there when they were saved.
    """
    mark = Concat(Value(" "), Cast("pk", CharField()), Value("@"))
    remembered = Concat(Value(" "), OuterRef("laid_over"), output_field=CharField())
    others = _others(rows).filter(currency=OuterRef("currency")).alias(mark=mark, remembered=remembered)
    others = others.filter(Q(status="draft") | Q(Q(status="released"), ~Q(remembered__contains=F("mark"))))
    of_all = Exists(others.filter(sales_area=None))
    own = Exists(others.filter(sales_area=OuterRef("sales_area")))
    return rows.filter(Q(of_all, sales_area=None) | Q(own, sales_area__isnull=False), status="draft")


def before_a_gap(rows: Records, today: dt.date) -> Records:
    """Records after which their key has no price for some days, and then one again; past gaps are past.

    `next_from` is the day from which there is a price again.
    """
    later = _later(rows)
    following = later.filter(valid_from__gt=today).order_by("valid_from").values("valid_from")[:1]
    ended = rows.filter(status="released", valid_to__lt=FOREVER).alias(day_after=DayAfter(F("valid_to")))
    open_next_day = Exists(later.filter(valid_from__lte=OuterRef("day_after")))
    return ended.filter(~open_next_day).annotate(next_from=Subquery(following)).filter(next_from__isnull=False)


def ending_without_successor(rows: Records, today: dt.date) -> Records:
    """Prices of products still sold that ended or soon end, and nothing follows. Prices of one customer may end."""
    sold = Product.objects.filter(number=OuterRef("product"), status="active").exclude(sold_until__lt=today)
    ended = rows.filter(
        Exists(sold), status="released", valid_to__lt=today + SOON, condition_type__condition_class="price",
        customer="",
    )  # fmt: skip
    return ended.exclude(product="").filter(~Exists(_later(rows)))


def of_products_gone(rows: Records, today: dt.date) -> Records:
    """Records that still hold for a product that does not exist or is no longer sold."""
    sold = Product.objects.filter(number=OuterRef("product")).exclude(status="phased_out").exclude(sold_until__lt=today)
    return rows.filter(~Exists(sold), status="released", valid_to__gte=today).exclude(product="")


def of_customers_gone(rows: Records, today: dt.date) -> Records:
    """Records that still hold for a customer that does not exist or is blocked."""
    buying = Party.objects.filter(number=OuterRef("customer"), is_blocked=False)
    return rows.filter(~Exists(buying), status="released", valid_to__gte=today).exclude(customer="")


def in_unknown_units(rows: Records, today: dt.date) -> Records:
    """Prices per a unit that their product is not kept in: nothing converts to it."""
    kept = Product.objects.filter(number=OuterRef("product"), base_unit=OuterRef("unit"))
    converted = ProductUnit.objects.filter(product__number=OuterRef("product"), unit=OuterRef("unit"))
    per_unit = rows.filter(
        Exists(Product.objects.filter(number=OuterRef("product"))), status="released", valid_to__gte=today,
        calculation="", condition_type__calculation="quantity",
    )  # fmt: skip
    return per_unit.exclude(unit="").exclude(product="").filter(~Exists(kept), ~Exists(converted))


def never_counting(rows: Records, today: dt.date) -> Records:
    """Records of condition types that are a step of no procedure."""
    read = Step.objects.filter(condition_type=OuterRef("condition_type"))
    return rows.filter(~Exists(read), status="released", valid_to__gte=today)


CHECKS: Mapping[str, Callable[[Records, dt.date], Records]] = {
    "ending_without_successor": ending_without_successor,
    "before_a_gap": before_a_gap,
    "drafts_that_overlap": drafts_that_overlap,
    "never_counting": never_counting,
    "in_unknown_units": in_unknown_units,
    "of_products_gone": of_products_gone,
    "of_customers_gone": of_customers_gone,
    "in_two_currencies": in_two_currencies,
    "shadowed_in_an_area": shadowed_in_an_area,
}
