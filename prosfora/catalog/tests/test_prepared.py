"""Reads whose SQL is written once: the same rows as Django's own queries, with any values, on both databases."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db.models import Value
from pytest_django.fixtures import DjangoAssertNumQueries

from prosfora.catalog.models import Product
from prosfora.catalog.tests.builders import a_product
from prosfora.identity.models import User
from prosfora.kit.prepared import Asked, AskedAny, Prepared, columns

pytestmark = pytest.mark.django_db


def numbers_of(rows: list[tuple[object, ...]]) -> list[object]:
    return sorted(str(row[0]) for row in rows)


def test_a_prepared_read_answers_every_asking_anew() -> None:
    a_product("BOLT-M8", cost="0.0420")
    by_number = Prepared(lambda: Product.objects.filter(number=Asked("number")).values_list("number", "cost"))

    assert by_number(number="BOLT-M8") == [("BOLT-M8", Decimal("0.0420"))]
    assert by_number(number="WASHER-M8") == []
    a_product("WASHER-M8", cost=None)
    assert by_number(number="WASHER-M8") == [("WASHER-M8", None)]


def test_any_number_of_values_is_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in ("BOLT-M8", "BOLT-M10", "NUT-M8"):
        a_product(number)
    among = Prepared(lambda: Product.objects.filter(AskedAny("number", "numbers")).values_list("number"))

    with django_assert_num_queries(3):
        assert numbers_of(among(numbers=["BOLT-M8", "NUT-M8", 'odd "one"'])) == ["BOLT-M8", "NUT-M8"]
        assert numbers_of(among(numbers=[])) == []
        assert len(among(numbers=["BOLT-M8", *map(str, range(50_000))])) == 1


def test_days_moments_and_kinds_of_values_come_back_as_their_fields_say() -> None:
    made = a_product("BOLT-M8")
    Product.objects.filter(pk=made.pk).update(sold_until=dt.date(2026, 12, 31))
    sold = Prepared(
        lambda: Product.objects.filter(sold_until__gte=Asked("day"), created_at__lte=Asked("at")).values_list(
            "sold_until", "created_at", "whole_units_only", "minimum_quantity"
        )
    )

    assert sold(day=dt.date(2026, 12, 31), at=made.created_at) == [
        (dt.date(2026, 12, 31), made.created_at, made.whole_units_only, Decimal("0.000"))
    ]
    assert sold(day=dt.date(2027, 1, 1), at=made.created_at) == []
    assert sold(day=dt.date(2026, 12, 31), at=made.created_at - dt.timedelta(seconds=1)) == []


def test_a_union_of_prepared_parts_takes_each_parts_values() -> None:
    for number in ("BOLT-M8", "NUT-M8"):
        a_product(number)

    def both() -> object:
        first = Product.objects.filter(number=Asked("first")).values_list("number", Value(1))
        return first.union(Product.objects.filter(number=Asked("second")).values_list("number", Value(2)), all=True)

    rows = Prepared(both)(second="BOLT-M8", first="NUT-M8")  # type: ignore[arg-type]  # a union is a queryset too

    assert sorted(rows) == [("BOLT-M8", 2), ("NUT-M8", 1)]


def test_a_value_nobody_named_is_a_mistake_of_ours() -> None:
    by_number = Prepared(lambda: Product.objects.filter(number=Asked("number")).values_list("number"))

    with pytest.raises(KeyError):
        by_number(name="BOLT-M8")


def test_columns_make_a_model_again() -> None:
    person = User.objects.create(username="eleni", language="el", date_joined=dt.datetime(2026, 11, 23, tzinfo=dt.UTC))
    people = Prepared(lambda: User.objects.filter(username=Asked("name")).values_list(*columns(User)))

    again = User.from_db("default", columns(User), people(name="eleni")[0])

    assert (again, again.language, again.date_joined) == (person, "el", person.date_joined)
