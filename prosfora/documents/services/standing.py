"""Whether the approvals that rules ask for stand: before an offer goes out, and after a change of one that had them.

The rules and requests are the room approvals'; who may decide is theirs as well.
"""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from prosfora.approvals.queries.requests import waiting_request
from prosfora.approvals.rules.needs import Need
from prosfora.approvals.services.asking import ask, recall
from prosfora.approvals.telling import need_noted, need_words, steps_words
from prosfora.audit.services import Actor, record
from prosfora.documents.models import SalesDocument
from prosfora.documents.queries.approving import Approval, approval_of, approvals_of, authors_of
from prosfora.documents.rules.statuses import UNDER_APPROVAL, Status
from prosfora.documents.services.drafts import subject_of
from prosfora.kit.clock import today as company_day
from prosfora.kit.errors import Refused


class ApprovalMissing(Refused):
    """Rules ask for approvals that nobody has given; `approvals` says which rule asks whom."""

    status = 409


def refuse_unapproved(quotation: SalesDocument, at: dt.datetime) -> None:
    """An offer beyond a limit does not go out before everybody asked has approved it. Raises ApprovalMissing.

    One statement where no rule is in force.
    """
    approval = approval_of(quotation, today=company_day(at))
    if approval is not None and approval.missing:
        raise _missing(quotation, approval.missing)
    if quotation.status == Status.IN_APPROVAL:
        raise ApprovalMissing(
            _("%(number)s waits for an approval: recall it, or wait until it is decided") % {"number": quotation.number}
        )


def _missing(quotation: SalesDocument, missing: Sequence[Need]) -> ApprovalMissing:
    sentences = [_asks(need) for need in missing]
    first = (
        _("%(number)s waits for its approval: %(first)s")
        if quotation.status == Status.IN_APPROVAL
        else _("%(number)s needs an approval before it goes out: %(first)s")
    )
    return ApprovalMissing(
        first % {"number": quotation.number, "first": sentences[0]},
        problems={"approval": sentences},
        data={
            "approvals": [
                {"rule": need.rule.code, "fact": need.rule.fact.value, "steps": approvers_as_told(need)}
                for need in missing
            ]
        },
    )


def _asks(need: Need) -> str:
    return _("%(why)s; approved by: %(steps)s") % {"why": need_words(need), "steps": steps_words(need.rule.steps)}


def approvers_as_told(need: Need) -> list[str]:
    """Who decides by a rule, in order: role codes, names of persons."""
    return [step.role or step.name for step in need.rule.steps]


def ask_again(documents: Iterable[SalesDocument], *, by: Actor, at: dt.datetime) -> None:
    """After a change: what goes beyond what was approved or asked is asked, what is needed no longer is not.

    An approval is never dropped in silence: as long as no rule's fact got worse than it was approved it stands, else it
    is asked again, and the journal says why. Whoever changes what waits decides nothing about it. Nothing is read for
    quotations that are neither in approval nor approved.
    """
    under = [document for document in documents if document.status in UNDER_APPROVAL]
    if not under:
        return
    known = approvals_of(under, today=company_day(at))
    for document in under:
        _settle(document, known.get(document.pk), by, at)


def _settle(document: SalesDocument, approval: Approval | None, by: Actor, at: dt.datetime) -> None:
    waiting = approval.standing.waiting if approval else None
    if approval is None or not approval.missing:
        if document.status == Status.IN_APPROVAL:
            _stop_asking(document, approval, by, at)
    elif beyond := approval.beyond_what_waits():
        if waiting:
            recall(request=waiting.request, at=at)
        _ask(document, approval, beyond, by, at)
    elif waiting and by.pk is not None:
        waiting.request.authors.add(by.pk)


def _ask(document: SalesDocument, approval: Approval, beyond: Sequence[Need], by: Actor, at: dt.datetime) -> None:
    before = document.status
    subject = subject_of(document, document.sold_to.number)
    authors = authors_of(document) | ({by.pk} if by.pk is not None else set())
    ask(
        subject=subject, facts=approval.facts, found=approval.missing, authors=authors, is_again=True, by=by, at=at,
    )  # fmt: skip
    _store(document, Status.IN_APPROVAL, at)
    record(
        verb="request_approval",
        subject=subject,
        by=by,
        at=at,
        changes=_status_change(before, document.status),
        data={"again": True},
        reason="; ".join(need_noted(need) for need in beyond),
    )


def _stop_asking(document: SalesDocument, approval: Approval | None, by: Actor, at: dt.datetime) -> None:
    """What waits is needed no longer: the offer is approved as before, or a draft that needs no approval."""
    stop_waiting(document, at)
    was_approved = approval is not None and bool(approval.needs)
    _store(document, Status.APPROVED if was_approved else Status.DRAFT, at)
    record(
        verb="recall_approval",
        subject=subject_of(document, document.sold_to.number),
        by=by,
        at=at,
        changes=_status_change(Status.IN_APPROVAL, document.status),
        data={"no_longer_needed": True},
    )


def stop_waiting(document: SalesDocument, at: dt.datetime) -> None:
    """Nothing waits for this quotation any more; its links lead nowhere."""
    waiting = waiting_request(document.category, document.number)
    if waiting is not None:
        recall(request=waiting, at=at)


def _status_change(before: str, after: str) -> dict[str, list[str | None]]:
    return {"status": [before, after]} if before != after else {}


def _store(document: SalesDocument, status: Status, at: dt.datetime) -> None:
    """Store a status that follows from a change, as the same version: the change itself has made it."""
    document.status = status
    SalesDocument.objects.filter(pk=document.pk).update(status=status)
    document.at_hand = None
