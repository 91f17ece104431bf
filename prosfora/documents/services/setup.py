"""What a fresh installation needs before its first document."""

import datetime as dt

from django.db import transaction

from prosfora.audit.rules import Subject
from prosfora.audit.services import Actor, record
from prosfora.documents.models import MandatoryField, ValidityRule

_ISSUE = "issue_quotation"
# document type, level, item category, field, the verb it holds up ("" is a remark only)
DEFAULTS = [
    ("IN", "header", "", "items", "quote_inquiry"),
    ("QT", "header", "", "items", _ISSUE),
    ("QT", "header", "", "valid_to", _ISSUE),
    ("QT", "header", "", "payment_terms", ""),
    *(("QT", "partner", "", function, _ISSUE) for function in ("AG", "WE", "RE", "RG")),
    *(
        ("QT", "item", category, field, _ISSUE)
        for category in ("standard", "alternative", "option")
        for field in ("product", "price")
    ),
    ("QT", "item", "free", "product", _ISSUE),
]


# For all sales areas: whoever is responsible is reminded; customers only where a sales lead decides so.
FOLLOWING_UP = {
    "before_expiry_days": 3,
    "before_expiry_responsible": True,
    "after_silence_days": 14,
    "after_silence_responsible": True,
}


@transaction.atomic
def install_document_defaults(*, by: Actor, at: dt.datetime) -> int:
    """Install the usual mandatory fields and the rule of following up; what is there stays. Returns how many fields
    were new.
    """
    known = set(MandatoryField.objects.values_list("document_type", "level", "item_category", "field"))
    rows = [
        MandatoryField(document_type=kind, level=level, item_category=category, field=field, blocks=blocks)
        for kind, level, category, field, blocks in DEFAULTS
        if (kind, level, category, field) not in known
    ]
    MandatoryField.objects.bulk_create(rows)
    ValidityRule.objects.get_or_create(sales_area="", defaults=FOLLOWING_UP)
    record(
        verb="install_document_defaults",
        subject=Subject("company", "documents"),
        by=by,
        at=at,
        data={"mandatory_fields": len(rows)},
    )
    return len(rows)
