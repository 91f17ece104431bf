"""VAT numbers, phones and mail addresses, against the corpora of known answers and by properties."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from prosfora.company.rules.identifiers import (
    BadMail,
    BadPhone,
    BadVat,
    check_mail,
    check_vat,
    normalise_phone,
    readable_phone,
)

VALIDATORS = Path(settings.CORPORA_DIR) / "validators"
AFM = st.integers(1, 99_999_999)


def rows(name: str) -> Iterator[dict[str, str]]:
    with (VALIDATORS / name).open(encoding="utf-8") as file:
        yield from csv.DictReader(file, delimiter="\t")


def iso(prefix: str) -> str:
    return "GR" if prefix == "EL" else prefix


def afm(eight_digits: int) -> str:
    """A tax number with its check digit, by the rule of the Greek ministry: weights 256 … 2, modulo 11, modulo 10."""
    digits = f"{eight_digits:08d}"
    return digits + str(sum(int(d) * 2 ** (8 - n) for n, d in enumerate(digits)) % 11 % 10)


def test_every_valid_european_vat_number_is_taken_in_its_stored_form() -> None:
    for row in rows("eu_vat_valid.tsv"):
        assert check_vat(iso(row["country"]), row["raw"]) == row["normalised"], row


def test_every_broken_european_vat_number_is_refused() -> None:
    for row in rows("eu_vat_invalid_derived.tsv"):
        with pytest.raises(BadVat):
            check_vat("GR", row["input"])


def test_bulgarian_british_and_swiss_numbers_are_taken() -> None:
    for row in rows("other_vat_valid.tsv"):
        assert check_vat(row["module"][:2].upper(), row["raw"])


@pytest.mark.parametrize(
    "typed", ["094259216", "EL094259216", "EL 094 259 216", "el-094259216", "ΕL094259216", "94259216"]
)
def test_a_greek_tax_number_is_stored_one_way_however_it_is_typed(typed: str) -> None:
    assert check_vat("GR", typed) == "EL094259216"


def test_the_prefix_of_the_number_decides_over_the_country_of_the_party() -> None:
    assert check_vat("GR", "DE136695976") == "DE136695976"


def test_a_number_of_a_country_without_a_known_rule_is_only_cleaned() -> None:
    assert check_vat("KW", "tax 123-456") == "TAX123456"
    with pytest.raises(BadVat):
        check_vat("KW", "<script>")


@given(AFM)
def test_a_greek_tax_number_with_its_check_digit_is_valid(eight_digits: int) -> None:
    assert check_vat("GR", afm(eight_digits)) == "EL" + afm(eight_digits)


@given(AFM, st.integers(1, 9))
def test_a_greek_tax_number_with_another_check_digit_is_not(eight_digits: int, shift: int) -> None:
    good = afm(eight_digits)
    with pytest.raises(BadVat):
        check_vat("GR", good[:8] + str((int(good[8]) + shift) % 10))


@given(AFM)
def test_the_stored_form_of_a_vat_number_checks_to_itself(eight_digits: int) -> None:
    stored = check_vat("GR", afm(eight_digits))

    assert check_vat("GR", stored) == stored
    assert check_vat("DE", stored) == stored


def test_every_valid_phone_of_the_corpus_becomes_its_international_form() -> None:
    for row in rows("phone_examples.tsv"):
        if row["valid"] == "1":
            assert normalise_phone(row["national"], row["region"]) == row["e164"], row
            assert normalise_phone(row["international"], "GR") == row["e164"], row


def test_two_in_three_phones_the_corpus_calls_invalid_are_refused() -> None:
    """The rest have a possible length: assignments change faster than tables, so possible numbers are taken."""
    invalid = [row for row in rows("phone_examples.tsv") if row["valid"] == "0"]
    refused = 0
    for row in invalid:
        try:
            normalise_phone(row["national"], row["region"])
        except BadPhone:
            refused += 1

    assert refused / len(invalid) > 0.66


@pytest.mark.parametrize("typed", ["210 3612345", "(210) 361-2345", "+30 210 361 2345", "0030 210 3612345"])
def test_an_athens_number_is_stored_one_way_however_it_is_typed(typed: str) -> None:
    assert normalise_phone(typed, "GR") == "+302103612345"


@pytest.mark.parametrize("typed", ["", "call me", "12", "+", "210 3612345 ext. 7", "2103612345" * 3])
def test_what_cannot_be_dialled_is_refused(typed: str) -> None:
    with pytest.raises(BadPhone):
        normalise_phone(typed, "GR")


@given(st.integers(2100000000, 2109999999))
def test_a_stored_phone_is_stored_again_the_same_and_reads_with_gaps(number: int) -> None:
    stored = normalise_phone(str(number), "GR")

    assert normalise_phone(stored, "DE") == stored
    assert readable_phone(stored).replace(" ", "") == stored


@pytest.mark.parametrize("text", ["info@papadopoulos.gr", "g.papadopoulos+offers@sub.example.com", "a@παράδειγμα.ελ"])
def test_mail_addresses_that_exist_in_the_world_are_taken(text: str) -> None:
    assert check_mail(f" {text} ") == text


def test_a_mail_domain_is_stored_in_small_letters() -> None:
    assert check_mail("Sales@Example.GR") == "Sales@example.gr"


@pytest.mark.parametrize(
    "text",
    ["", "a", "a@b", "@b.gr", "a b@c.gr", "a@b..gr", "a@-b.gr", "a@b.gr, c@d.gr", "x" * 250 + "@b.gr", "a\n@b.gr"],
)
def test_what_is_no_mail_address_is_refused(text: str) -> None:
    with pytest.raises(BadMail):
        check_mail(text)
