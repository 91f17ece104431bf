"""What the journal and the list of rights call this room's records, fields and verbs."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from prosfora.audit.kinds import declare_kind
from prosfora.documents.filters import STATUS_WORDS
from prosfora.documents.forms.headers import SOURCE_WORDS, TEXT_WORDS
from prosfora.documents.models import DocumentPartner, DocumentText, Item, SalesDocument, ValidityRule
from prosfora.kit import writing
from prosfora.pricing.telling_repricing import PRICING_TYPES

ITEM_KINDS: dict[str, Promise] = {
    "standard": pgettext_lazy("item category", "standard"),
    "alternative": _("alternative"),
    "option": _("option"),
    "free": _("free of charge"),
    "text": _("text"),
    "section": _("section"),
}
PARTNERS: dict[str, Promise] = {
    "AG": _("Sold-to"),
    "WE": _("Ship-to"),
    "RE": _("Bill-to"),
    "RG": _("Payer"),
    "AP": _("Contact person"),
}
DELIVERIES: dict[str, Promise] = {
    "waiting": _("mail waiting"),
    "sent": _("mail sent"),
    "failed": _("mail failed, tried again"),
    "to_print": _("no mail address: print it"),
}
REMINDERS: dict[str, Promise] = {
    "before_expiry": _("before the last day"),
    "after_silence": _("after silence"),
}
AUDIENCES: dict[str, Promise] = {"responsible": _("to the responsible"), "customer": _("to the customer")}
REMINDER_STATES: dict[str, Promise] = {
    "waiting": _("goes out in the morning"),
    "sent": _("sent"),
    "dropped": _("no longer needed"),
    "no_address": _("no mail address"),
}
RELEASES: dict[str, Promise] = {
    "needed": _("needed"),
    "released": pgettext_lazy("prices", "released"),
    "returned": _("returned"),
}
KINDS = {"inquiry": _("Inquiry"), "quotation": _("Quotation"), "order": _("Order")}
VERB_WORDS = {
    "display_inquiry": _("Display inquiry"),
    "create_inquiry": _("Create inquiry"),
    "change_inquiry": _("Change inquiry"),
    "answer_inquiry": _("Answer inquiry"),
    "quote_inquiry": _("Quote inquiry"),
    "close_inquiry": _("Close inquiry"),
    "display_quotation": _("Display quotation"),
    "create_quotation": _("Create quotation"),
    "change_quotation": _("Change quotation"),
    "copy_quotation": _("Copy quotation"),
    "revise_quotation": _("Revise quotation"),
    "add_variant": _("Add variant"),
    "supersede_quotation": _("Superseded by a newer revision"),
    "close_variant": _("Closed, another was accepted"),
    "reprice_quotation": _("Reprice quotation"),
    "reprice_quotations": _("Reprice many quotations"),
    "release_price": _("Release prices"),
    "request_approval": _("Request approval"),
    "approve_quotation": _("Approve quotation"),
    "return_quotation": _("Return quotation"),
    "recall_approval": _("Recall the request for approval"),
    "issue_quotation": _("Issue quotation"),
    "deliver_quotation": _("Deliver quotation"),
    "export_evidence": _("Export evidence"),
    "accept_quotation": _("Accept quotation"),
    "decline_quotation": _("Decline quotation"),
    "withdraw_quotation": _("Withdraw quotation"),
    "expire_quotation": _("Quotation expired"),
    "extend_validity": _("Extend validity"),
    "send_extension": _("Extension told to the customer"),
    "follow_up_quotation": _("Follow up quotation"),
    "stop_reminders": _("Stop reminders"),
    "send_reminder": _("Reminder sent"),
    "close_dead_offers": _("Close dead offers"),
    "change_validity_rule": _("Change how offers are followed up"),
    "reject_items": _("Reject items"),
    "change_responsible": _("Change responsible"),
    "display_order": _("Display order"),
    "import_quotations": _("Import quotations"),
    "undo_import": _("Import taken back"),
    "change_pricing_date": _("Price by another day than the rule gives"),
    "install_document_defaults": _("Install the usual mandatory fields"),
}
# What the journal and the mandatory fields name otherwise than the models do.
LABELS = {
    "items": _("Items"),
    "price": _("price"),
    "VE": _("responsible"),
    "delivery": _("mail to the customer"),
    "to": _("sent to"),
    "pdf": _("fingerprint of the PDF"),
    "copied_from": _("copied from"),
    "pricing_type": _("pricing type"),
    "chosen": _("chosen items"),
    "evidence_file": _("fingerprint of the evidence"),
    "left": _("items not chosen"),
    "made": _("made of it"),
    "made_from": _("made from"),
    "hash_before": _("last hash of its journal then"),
    "successor": _("stands in its place"),
    "supersedes": _("in the place of"),
    "mandatory_fields": _("mandatory fields"),
    "deleted": _("deleted"),
    "reminder": _("reminder"),
    "audience": _("addressed"),
    "why": _("why"),
    "again": _("asked again: a change went beyond what was approved"),
    "no_longer_needed": _("no longer needed"),
    "step": _("approved as"),
    "rules": _("approval rules"),
    "decided_for": _("decided for"),
    "by_mail": _("by the link of a mail"),
    "released": _("prices released"),
}
# Of an item, where its own models' words would not do.
ITEM_LABELS: dict[str, Promise] = {
    "manual": _("entered prices and discounts"),
    "answer_available": _("answer to “available?”"),
    "answer_price": _("answered price"),
    "answer_date": _("answered date"),
}
# What stands in the journal as a code, by field.
CODES: dict[str, Mapping[str, Promise]] = {
    "status": {status.value: word for status, word in STATUS_WORDS.items()},
    "source": SOURCE_WORDS,
    "category": ITEM_KINDS,
    "delivery": DELIVERIES,
    "release_status": RELEASES,
    "pricing_type": dict(PRICING_TYPES),
    "reminder": REMINDERS,
    "audience": AUDIENCES,
}
AMOUNTS = ("net", "total", "rounding", "answer_price")


def declare_kinds() -> None:
    """Make the room's records known to the journal; called once, at start-up."""
    models = (SalesDocument, Item, DocumentPartner, DocumentText)
    for kind, name in KINDS.items():
        declare_kind(
            kind,
            name=name,
            models=models,
            labels=LABELS,
            verbs=VERB_WORDS,
            field_words=part_words,
            value_words=value_words,
        )
    declare_kind(
        "validity_rule",
        name=_("Rule of following up"),
        models=(ValidityRule,),
        verbs={"change_validity_rule": VERB_WORDS["change_validity_rule"]},
    )
    labels = {"bundle": _("fingerprint of the bundle"), "offers": _("offers in it")}
    declare_kind("evidence", name=_("Evidence"), labels=labels, verbs=VERB_WORDS)


def part_words(name: str) -> str:
    """A field of a part: "10.quantity" → Item 10: quantity, "partner.WE" → Ship-to, "text.intro" → Before the items."""
    part, dot, field = name.partition(".")
    if not dot:
        return ""
    if part.isdecimal():
        return gettext("Item %(position)s: %(what)s") % {"position": part, "what": item_field_words(field)}
    words = PARTNERS if part == "partner" else TEXT_WORDS
    return str(words.get(field, field))


def item_field_words(field: str) -> str:
    """A field of an item in words: quantity."""
    known = {one.name: one.verbose_name for one in Item._meta.concrete_fields}
    return str(ITEM_LABELS.get(field) or known.get(field, field.replace("_", " ")))


def value_words(name: str, value: str) -> str:
    """What a field holds: codes in words, amounts and quantities written the reader's way."""
    field = name.rpartition(".")[2]
    if field in CODES:
        return str(CODES[field].get(value, value))
    if field in AMOUNTS:
        amount = Decimal(value)
        return writing.fixed(amount, 2 if amount == round(amount, 2) else 4)
    if field == "quantity":
        figure, blank, unit = value.partition(" ")
        return f"{writing.number(Decimal(figure))}{blank}{unit}"
    return value
