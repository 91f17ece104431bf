"""What every new company starts with: number ranges, payment terms, reasons."""

import datetime as dt
from decimal import Decimal

from prosfora.audit.services import Actor
from prosfora.company.models import NumberRange, PaymentTerms, Reason
from prosfora.company.services.numbers import create_number_range

RANGES = [
    ("inquiry", "Inquiries", 10_000_000),
    ("quotation", "Quotations", 20_000_000),
    ("order", "Orders", 30_000_000),
    ("party", "Parties", 1_000_000),
    ("product", "Products", 100_000),
]

# code, English, Greek, net days, cash discount %, within days
TERMS = [
    ("0001", "Payable immediately", "Πληρωτέο άμεσα", 0, "0", 0),
    ("N030", "30 days net", "30 ημέρες καθαρά", 30, "0", 0),
    ("N060", "60 days net", "60 ημέρες καθαρά", 60, "0", 0),
    ("D210", "10 days 2 %, 30 days net", "10 ημέρες 2 %, 30 ημέρες καθαρά", 30, "2", 10),
]

# kind, code, English, Greek
REASONS = [
    ("rejection", "00", "Assigned by the system", "Από το σύστημα"),
    ("rejection", "10", "Delivery date too late", "Πολύ αργή παράδοση"),
    ("rejection", "20", "Quality does not suit", "Ακατάλληλη ποιότητα"),
    ("rejection", "30", "Too expensive", "Πολύ ακριβό"),
    ("rejection", "40", "Competitor was better", "Καλύτερος ανταγωνιστής"),
    ("rejection", "50", "Not in our range", "Εκτός της γκάμας μας"),
    ("rejection", "60", "Not available", "Μη διαθέσιμο"),
    ("order", "001", "Sales call", "Κλήση πωλητή"),
    ("order", "002", "Trade fair", "Έκθεση"),
    ("order", "003", "Advertisement", "Διαφήμιση"),
    ("order", "004", "Recommendation", "Σύσταση"),
    ("order", "005", "Good price", "Καλή τιμή"),
    ("order", "006", "Fast delivery", "Γρήγορη παράδοση"),
    ("decline", "01", "Too expensive", "Πολύ ακριβό"),
    ("decline", "02", "Delivery date too late", "Πολύ αργή παράδοση"),
    ("decline", "03", "Competitor was better", "Καλύτερος ανταγωνιστής"),
    ("decline", "04", "Project cancelled", "Το έργο ματαιώθηκε"),
    ("decline", "05", "No answer from the customer", "Δεν απάντησε ο πελάτης"),
    ("close", "01", "Answered, nothing to quote", "Απαντήθηκε, τίποτα προς προσφορά"),
    ("close", "02", "Cannot be supplied", "Δεν μπορεί να προμηθευτεί"),
    ("close", "03", "Asked twice", "Διπλό αίτημα"),
]


def install_standard_tables(*, by: Actor, at: dt.datetime) -> None:
    """Put in the number ranges, payment terms and reasons that are missing; what is there stays as it is."""
    known = set(NumberRange.objects.values_list("code", flat=True))
    for code, name, first in RANGES:
        if code not in known:
            create_number_range(code=code, name=name, first=first, by=by, at=at)
    PaymentTerms.objects.bulk_create([_terms(*row) for row in TERMS], ignore_conflicts=True)
    Reason.objects.bulk_create(
        [Reason(kind=kind, code=code, name_en=english, name_el=greek) for kind, code, english, greek in REASONS],
        ignore_conflicts=True,
    )


def _terms(code: str, english: str, greek: str, net: int, percent: str, within: int) -> PaymentTerms:
    return PaymentTerms(
        code=code,
        name_en=english,
        name_el=greek,
        net_days=net,
        discount_percent=Decimal(percent),
        discount_days=within,
    )
