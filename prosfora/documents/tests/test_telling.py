"""What the room says in words: no code, field name or moment of the machine reaches a user."""

from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone, translation

from prosfora.audit.models import JournalEntry
from prosfora.audit.telling import field_words, tell, value_words, verb_words
from prosfora.documents.models import Item, MandatoryField
from prosfora.documents.permissions import VERBS
from prosfora.documents.queries import missing_facts
from prosfora.documents.rules.completeness import Gap
from prosfora.documents.services import change_quotation, issue_quotation
from prosfora.documents.services.quotations import QuotationIncomplete
from prosfora.documents.services.refusals import gap_sentence, problem_sentence
from prosfora.documents.telling import VERB_WORDS
from prosfora.documents.templatetags.documents import kind_word
from prosfora.documents.tests.builders import a_quotation
from prosfora.identity.models import User
from prosfora.kit.errors import ChangedMeanwhile
from tests.cast import MONDAY

pytestmark = pytest.mark.usefixtures("company")


def test_who_was_faster_is_told_in_the_readers_time_zone(seller: User, sales_lead: User) -> None:
    draft = a_quotation(owner=seller)
    change_quotation(quotation=draft, header={"customer_reference": "RFQ 7"}, by=sales_lead, at=MONDAY)

    with timezone.override("Asia/Nicosia"), pytest.raises(ChangedMeanwhile, match="by sales_lead at 23/11/2026 11:00;"):
        change_quotation(quotation=draft, header={"customer_reference": "8"}, version=1, by=seller, at=MONDAY)


def test_a_missing_fact_is_called_by_its_words(seller: User) -> None:
    draft = a_quotation(owner=seller, items=1)
    for level, field in (("header", "customer_reference"), ("item", "requested_date"), ("partner", "VE")):
        MandatoryField.objects.create(document_type="QT", level=level, field=field)
    Item.objects.update(requested_date=None)

    said = {gap_sentence(gap) for gap in missing_facts(draft) if gap.blocks}

    assert {"“Customer reference” is missing", "Item 10: “Requested delivery date” is missing"} <= said
    with translation.override("el"):
        assert gap_sentence(Gap("customer_reference")) == "Λείπει το «Αναφορά πελάτη»"
        assert gap_sentence(Gap("VE")) == "Λείπει το «Υπεύθυνος»"


def test_a_doubt_of_an_older_version_does_not_show_its_code() -> None:
    said = problem_sentence({"code": "sold_by_the_yard", "detail": {}})

    assert said == "Something about this item is doubtful: look at it again"


def test_one_missing_fact_is_told_as_one(seller: User) -> None:
    draft = a_quotation(owner=seller, valid_to=None)

    with pytest.raises(QuotationIncomplete, match="1 fact is missing: Say until when the offer is valid"):
        issue_quotation(quotation=draft, by=seller, at=MONDAY)


def test_every_verb_of_the_room_has_words() -> None:
    assert {code.partition(".")[2] for code in VERBS} <= VERB_WORDS.keys()
    with translation.override("el"):
        assert verb_words("quotation", "copy_quotation") == "Αντιγραφή προσφοράς"


def test_words_with_two_meanings_are_said_with_the_rooms_own(seller: User) -> None:
    draft = a_quotation(owner=seller, items=1)
    seller.language = "el"
    seller.save()
    browser = Client()
    browser.force_login(seller)

    with translation.override("el"):
        assert str(kind_word(draft.items.get())) == "κανονική"
    filters = browser.get("/quotations/").content.decode()
    issue = browser.get(f"/quotations/{draft.number}/issue_quotation").content.decode()

    assert '<option value="" selected>όλοι</option>' in filters
    assert '<option value="" selected>όλες</option>' in filters
    assert ">Άκυρο</a>" in issue


def test_a_change_is_told_item_by_item_in_the_readers_words(seller: User) -> None:
    draft = a_quotation(owner=seller, items=1)
    wish = {10: {"quantity": Decimal(1500), "requested_date": MONDAY.date(), "category": "option"}}
    change_quotation(quotation=draft, changed=wish, texts={"intro": "Dear Sirs"}, by=seller, at=MONDAY)

    told = {change.label: change.after for change in tell(JournalEntry.objects.latest("pk")).changes}
    with translation.override("el"):
        greek = {change.label: change.after for change in tell(JournalEntry.objects.latest("pk")).changes}

    assert told["Item 10: quantity"] == "1,500 PCE"
    assert told["Item 10: requested date"] == "23/11/2026"
    assert told["Item 10: item category"] == "option"
    assert told["Before the items"] == "Dear Sirs"
    assert greek["Γραμμή 10: ποσότητα"] == "1.500 PCE"
    assert greek["Γραμμή 10: τύπος γραμμής"] == "προαιρετική"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("partner.WE", "1000001", ("Ship-to", "1000001")),
        ("status", "issued", ("Status", "issued")),
        ("10.answer_price", "12.50", ("Item 10: answered price", "12.50")),
        ("10.colour_of_older_days", "red", ("Item 10: colour of older days", "red")),
        ("customer_reference", "2026-02-31", ("Customer reference", "2026-02-31")),
    ],
)
def test_parts_and_codes_are_told_in_words_and_what_is_unknown_plainly(
    name: str, value: str, said: tuple[str, str]
) -> None:
    assert (field_words("quotation", name), value_words("quotation", name, value)) == said
