"""Two revisions of 1,000 lines compared, as page and API do it: frozen offer read, items matched, prices explained."""

from decimal import Decimal

from bench import load
from bench.results import Run, p50, timed_ms
from prosfora.company.models import SalesArea
from prosfora.documents.models import SalesDocument
from prosfora.documents.queries.comparing import compared
from prosfora.documents.queries.freezing import offer_of
from prosfora.documents.rules.comparing import compare
from prosfora.documents.rules.lines import ItemLine, LineFields, ManualCondition
from prosfora.documents.services import change_quotation, create_quotation, issue_quotation, revise_quotation
from prosfora.identity.models import User
from prosfora.kit.clock import now
from prosfora.parties.models import Party

LINES, TODAY = 1_000, load.NOW.date()
LESS = ManualCondition("RA00", Decimal(3))


def comparing(run: Run, user: User) -> None:
    """The offer and its revision with a tenth of the prices changed, then with all of them."""
    area = SalesArea.objects.select_related("plant__calendar").get(pk=load.AREAS[0])
    lines = [ItemLine(product=f"BENCH-{n % 200:04}", quantity=Decimal(10 + n % 50)) for n in range(LINES)]
    offer = create_quotation(
        sales_area=area, sold_to=Party.objects.get(number="4000001"), header={}, items=lines, by=user, at=now()
    )
    issue_quotation(quotation=offer, by=user, at=now(), deliver=False)
    revision = revise_quotation(quotation=offer, by=user, at=now())
    for every, name in ((10, "a tenth of the prices changed"), (1, "all prices changed")):
        changed: dict[int, LineFields] = {n * 10: {"manual": (LESS,)} for n in range(1, LINES + 1, every)}
        change_quotation(quotation=revision, changed=changed, by=user, at=now())
        left, right = (SalesDocument.objects.get(pk=one.pk) for one in (offer, revision))
        found = compared(left, right, today=TODAY)
        assert found.count >= LINES // every, found.count
        whole = p50(timed_ms(lambda a=left, b=right: compared(a, b, today=TODAY), times=10)) / 1000
        run.add(f"compare two revisions of 1,000 lines, {name}", whole, "s", at_most=0.2)
        older, newer = offer_of(left, today=TODAY), offer_of(right, today=TODAY)
        pure = p50(timed_ms(lambda a=older, b=newer: compare(a, b), times=10)) / 1000
        run.add(f"the rule alone, {name}", pure, "s")
