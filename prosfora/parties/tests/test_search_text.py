"""One folded form for Greek and Latin letters: what kit.search promises."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prosfora.kit.search import fold, search_text, words

GREEK = st.text("αβγδεζηθικλμνξοπρστυφχψωάέήίόύώϊϋΐΰςΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΆΈΉΊΌΎΏ ", max_size=40)


@pytest.mark.parametrize(
    ("greek", "latin"),
    [
        ("Παπαδόπουλος", "Papadopoulos"),
        ("ΠΑΠΑΔΟΠΟΥΛΟΣ", "papadopoulos"),
        ("Θεσσαλονίκη", "Thessaloniki"),
        ("Ευάγγελος", "Evangelos"),
        ("Αυγή", "Avgi"),
        ("Ναύπλιο", "Nafplio"),
        ("Ευχαριστώ", "Efcharisto"),
        ("Μπακάλης", "Bakalis"),
        ("Ψαράς", "Psaras"),
        ("Χανιά", "Chania"),
        ("Ηράκλειο", "Irakleio"),
        ("Αϊβαλί", "Aivali"),
        ("Σφίγγα", "Sfinga"),
    ],
)
def test_greek_folds_to_what_latin_writers_type(greek: str, latin: str) -> None:
    assert fold(greek) == fold(latin) == latin.lower()


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Müller & Söhne GmbH", "muller sohne gmbh"), ("Straße", "strasse"), ("Łódź", "lodz"), ("Ærø", "aero"),
        ("info@papadopoulos.gr", "info@papadopoulos.gr"), ("+30 210", "+30 210"), ("A.E.", "a.e."), ("", ""),
        ("O'Brien", "o brien"), ("東京", ""),
    ],
)  # fmt: skip
def test_accents_and_marks_disappear(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(GREEK)
def test_accents_and_case_never_matter_in_greek(text: str) -> None:
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if c != "\u0301")

    assert fold(unicodedata.normalize("NFC", bare)) == fold(text)
    assert fold(text.lower()) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)


@given(st.text(max_size=60))
def test_folding_is_stable_and_plain(text: str) -> None:
    folded = fold(text)

    assert fold(folded) == folded
    assert folded == folded.strip()
    assert "  " not in folded
    assert folded.isascii()


@given(st.text(max_size=60), st.text(max_size=60))
def test_every_word_of_a_part_is_found_in_the_search_text(first: str, second: str) -> None:
    text = search_text(first, second)

    assert all(f" {word}" in text for word in words(first) + words(second))


def test_the_beginning_of_a_word_finds_it() -> None:
    text = search_text("Παπαδόπουλος", "Θεσσαλονίκη")

    assert fold("papadop") in text
    assert fold("Θεσσ") in text


def test_a_search_box_takes_eight_words() -> None:
    assert len(words("a b c d e f g h i j")) == 8
