"""Pages hold the rows they change: many at one moment on one offer's variants never wait for each other in a circle."""

import pytest

from prosfora.jobs.tests.install import Install

pytestmark = pytest.mark.django_db

RACE = """
    import random, threading
    from django.db import connection, transaction
    from prosfora.company.tests.builders import a_company
    from prosfora.documents.models import SalesDocument
    from prosfora.documents.permissions import quotation_to
    from prosfora.documents.services import (
        accept_quotation, add_variant, decline_quotation, issue_quotation, revise_quotation,
    )
    from prosfora.documents.tests.builders import a_quotation
    from prosfora.identity.rules import Role
    from prosfora.kit.errors import Refused
    from tests.cast import DIRECT_SALES, MONDAY, a_user

    a_company()
    seller = a_user("seller", role=Role.SELLER, scope=DIRECT_SALES)
    first = a_quotation(owner=seller, items=1)
    issue_quotation(quotation=first, by=seller, at=MONDAY, deliver=False)
    numbers = [first.number]
    for _ in range(2):
        one = add_variant(quotation=first, by=seller, at=MONDAY)
        issue_quotation(quotation=one, by=seller, at=MONDAY, deliver=False)
        numbers.append(one.number)
    drafts = [revise_quotation(quotation=quotation_to("revise_quotation", user=seller, number=number),
                               by=seller, at=MONDAY).number for number in numbers]
    todo = [(accept_quotation, number, {}) for number in numbers * 5]
    todo += [(issue_quotation, number, {"deliver": False}) for number in drafts]
    todo += [(decline_quotation, numbers[1], {"reason": "01"}), (revise_quotation, numbers[2], {})]
    random.Random(4).shuffle(todo)
    gate = threading.Barrier(len(todo))
    said = []

    def run(verb, number, more):
        gate.wait()
        try:
            with transaction.atomic():
                held = quotation_to(verb.__name__, user=seller, number=number, lock=True)
                verb(quotation=held, by=seller, at=MONDAY, **more)
        except Refused as refusal:
            said.append(type(refusal).__name__)
        except Exception as error:
            said.append(f"{type(error).__name__}: {error}")
        else:
            said.append(verb.__name__)
        connection.close()

    threads = [threading.Thread(target=run, args=one) for one in todo]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    rows = SalesDocument.objects.filter(category="quotation").values_list("number", "status")
    print(json.dumps({
        "said": sorted(said), "statuses": dict(rows),
        "orders": SalesDocument.objects.filter(category="order").count(),
    }))
"""

REFUSED = {"WrongStatus", "OfferReplaced", "AlreadyAccepted", "RevisionOpen", "ChangedMeanwhile"}


def test_nobody_waits_in_a_circle_and_one_is_accepted(install: Install) -> None:
    found = install.ask(RACE)

    done = [word for word in found["said"] if word not in REFUSED]
    assert set(done) <= {"accept_quotation", "issue_quotation", "decline_quotation", "revise_quotation"}, done
    accepted = [number for number, status in found["statuses"].items() if status == "accepted"]
    assert (len(accepted), found["orders"], done.count("accept_quotation")) in ((1, 1, 1), (0, 0, 0))
    if accepted:
        assert set(found["statuses"].values()) <= {"accepted", "closed", "superseded", "declined"}
