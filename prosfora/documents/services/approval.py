"""Approving quotations: asked for by who wrote them, decided by others step by step, or returned with a comment."""

import datetime as dt
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from prosfora.approvals.models import ApprovalRequest
from prosfora.approvals.queries.requests import waiting_request
from prosfora.approvals.rules.facts import Fact, Facts, Floor
from prosfora.approvals.services.asking import ask, recall, refuse_without_approver
from prosfora.approvals.services.deciding import Decided, decide
from prosfora.approvals.services.refusals import AlreadyDecided
from prosfora.approvals.telling import need_noted
from prosfora.audit.services import record
from prosfora.documents.models import Item, SalesDocument
from prosfora.documents.queries.approving import approval_of, authors_of
from prosfora.documents.queries.gaps import missing_facts
from prosfora.documents.rules.checks import text_fault
from prosfora.documents.rules.statuses import Status
from prosfora.documents.services.drafts import subject_of
from prosfora.documents.services.quotations import QuotationIncomplete
from prosfora.documents.services.refusals import refuse
from prosfora.documents.services.release import note_release
from prosfora.documents.services.states import require, store_header
from prosfora.identity.models import User
from prosfora.kit.clock import today as company_day
from prosfora.kit.errors import Refused


class NothingToApprove(Refused):
    """No approval rule asks for anything."""

    status = 409


@transaction.atomic
def request_approval(
    *, quotation: SalesDocument, comment: str = "", by: User, at: dt.datetime, version: int | None = None
) -> SalesDocument:
    """Ask for the approvals that the rules call for; the first approvers are mailed.

    What is approved is what goes out, so it must be complete. Raises WrongStatus, QuotationIncomplete,
    NothingToApprove, NobodyToApprove, ChangedMeanwhile.
    """
    before, following = quotation.status, require(quotation, "request_approval", version)
    refuse(text_fault("comment", comment, 2000))
    items = list(Item.objects.filter(document=quotation).order_by("position"))
    gaps = [gap for gap in missing_facts(quotation, items) if gap.blocks == "issue_quotation"]
    if gaps:
        raise QuotationIncomplete(quotation, gaps)
    today = company_day(at)
    approval = approval_of(quotation, today=today)
    if approval is None or not approval.missing:
        raise NothingToApprove(_("%(number)s needs no approval: issue it") % {"number": quotation.number})
    subject = subject_of(quotation, quotation.sold_to.number)
    authors = authors_of(quotation) | {by.pk}
    refuse_without_approver(subject=subject, found=approval.missing, authors=authors, today=today)
    ask(
        subject=subject, facts=approval.facts, found=approval.missing, authors=authors, comment=comment.strip(),
        by=by, at=at,
    )  # fmt: skip
    quotation.status = following
    store_header(quotation, ["status"], at)
    record(
        verb="request_approval",
        subject=subject,
        by=by,
        at=at,
        changes={"status": [before, following]},
        data={"why": "; ".join(need_noted(need) for need in approval.missing)},
        reason=comment.strip(),
    )
    return quotation


@transaction.atomic
def approve_quotation(
    *,
    quotation: SalesDocument,
    comment: str = "",
    by: User,
    at: dt.datetime,
    version: int | None = None,
    by_mail: bool = False,
    step_id: int | None = None,
) -> SalesDocument:
    """Approve the step that waits for this user; with the last one the offer may go out as it is, or better.

    Where a rule looks at floors, that releases the prices under theirs too (services.release). Raises WrongStatus,
    FourEyes, NotYourStep, AlreadyDecided, ChangedMeanwhile.
    """
    before, following = quotation.status, require(quotation, "approve_quotation", version)
    request = _waiting(quotation)
    facts, releases = _facts_approved(quotation, request, company_day(at))
    decided = decide(
        request=request, approved=True, facts=facts, comment=comment, by=by, at=at, today=company_day(at),
        by_mail=by_mail, step_id=step_id,
    )  # fmt: skip
    quotation.status = following if decided.is_whole else Status.IN_APPROVAL
    released = note_release(quotation, comment=comment, by=by, at=at) if decided.is_whole and releases else []
    store_header(quotation, ["status", *(["release_status", "price_release"] if released else [])], at)
    told = {"released": ", ".join(str(position) for position in released)} if released else {}
    _record("approve_quotation", quotation, before, decided, told, by, at)
    return quotation


@transaction.atomic
def return_quotation(
    *,
    quotation: SalesDocument,
    comment: str,
    by: User,
    at: dt.datetime,
    version: int | None = None,
    by_mail: bool = False,
    step_id: int | None = None,
) -> SalesDocument:
    """Give the offer back to who wrote it, saying what should change; it is a draft again.

    Raises WrongStatus, FourEyes, NotYourStep, AlreadyDecided, CommentNeeded, ChangedMeanwhile.
    """
    before, following = quotation.status, require(quotation, "return_quotation", version)
    decided = decide(
        request=_waiting(quotation), approved=False, comment=comment, by=by, at=at, today=company_day(at),
        by_mail=by_mail, step_id=step_id,
    )  # fmt: skip
    quotation.status = following
    store_header(quotation, ["status"], at)
    _record("return_quotation", quotation, before, decided, {}, by, at)
    return quotation


@transaction.atomic
def recall_approval(
    *, quotation: SalesDocument, by: User, at: dt.datetime, version: int | None = None
) -> SalesDocument:
    """Take the question back: the offer is a draft again, links mailed lead nowhere. Raises WrongStatus."""
    before, following = quotation.status, require(quotation, "recall_approval", version)
    recall(request=_waiting(quotation), at=at)
    quotation.status = following
    store_header(quotation, ["status"], at)
    subject = subject_of(quotation, quotation.sold_to.number)
    record(verb="recall_approval", subject=subject, by=by, at=at, changes={"status": [before, following]})
    return quotation


def _waiting(quotation: SalesDocument) -> ApprovalRequest:
    request = waiting_request("quotation", quotation.number)
    if request is None:
        raise AlreadyDecided(_("This was decided already, or asked anew; look at it again"))
    return request


def _facts_approved(quotation: SalesDocument, request: ApprovalRequest, today: dt.date) -> tuple[Facts | None, bool]:
    """What would be approved now, and whether that releases prices: where a rule of the request looks at floors."""
    releases = any(reason["fact"] == Fact.FLOOR for reason in request.reasons)
    approval = approval_of(quotation, today=today)
    if approval is None:
        return None, releases
    facts = approval.facts
    if releases and facts.floor == Floor.WAITING:
        facts = replace(facts, floor=Floor.RELEASED)
    return facts, releases


def _record(
    verb: str, quotation: SalesDocument, before: str, decided: Decided, told: dict[str, Any], by: User, at: dt.datetime
) -> None:
    step = decided.step
    record(
        verb=verb,
        subject=subject_of(quotation, quotation.sold_to.number),
        by=by,
        at=at,
        changes={"status": [before, quotation.status]} if before != quotation.status else {},
        data={
            "step": step.role or step.approver.name,
            "rules": ", ".join(step.rules),
            **({"decided_for": str(step.decided_for)} if step.decided_for_id else {}),
            **({"by_mail": True} if step.by_mail else {}),
            **told,
        },
        reason=step.comment,
    )
