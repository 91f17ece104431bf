"""Who may do what with inquiries, quotations and orders; the loaders that ask."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from prosfora.approvals import links
from prosfora.approvals.models import ApprovalStep
from prosfora.approvals.queries.requests import step_of
from prosfora.company.models import SalesArea
from prosfora.documents.models import SalesDocument
from prosfora.documents.queries.price_facts import priced_from
from prosfora.documents.queries.visible import visible_documents
from prosfora.documents.rules.revisions import head_of, is_number
from prosfora.identity.models import User
from prosfora.identity.queries import allows
from prosfora.identity.rules import ALL_ROLES, EVERYWHERE, Role
from prosfora.kit.errors import Forbidden, NotVisible, Refused
from prosfora.pricing.queries.trying import StoredDocument


class LinkOver(Refused):
    """A link of a mail that decides nothing any more."""

    status = 410


_CLERKS = (Role.SELLER, Role.SALES_SUPPORT, Role.SALES_LEAD)
_READERS = tuple(sorted(ALL_ROLES))
_DECIDERS = tuple(sorted(ALL_ROLES - {Role.AUDITOR}))

VERBS: dict[str, tuple[Role, ...]] = {
    "documents.display_inquiry": _READERS,
    "documents.create_inquiry": _CLERKS,
    "documents.change_inquiry": _CLERKS,
    "documents.answer_inquiry": _CLERKS,
    "documents.quote_inquiry": _CLERKS,
    "documents.close_inquiry": _CLERKS,
    "documents.display_quotation": _READERS,
    "documents.create_quotation": _CLERKS,
    "documents.change_quotation": _CLERKS,
    "documents.copy_quotation": _CLERKS,
    "documents.revise_quotation": _CLERKS,
    "documents.add_variant": _CLERKS,
    "documents.reprice_quotation": _CLERKS,
    "documents.reprice_quotations": _CLERKS,
    "documents.change_pricing_date": _CLERKS,
    "documents.release_price": (Role.SALES_LEAD,),
    "documents.request_approval": _CLERKS,
    "documents.approve_quotation": _DECIDERS,  # whom a rule names; the step decides
    "documents.return_quotation": _DECIDERS,
    "documents.recall_approval": _CLERKS,
    "documents.issue_quotation": _CLERKS,
    "documents.deliver_quotation": _CLERKS,
    "documents.export_evidence": (*_CLERKS, Role.AUDITOR),
    "documents.accept_quotation": _CLERKS,
    "documents.decline_quotation": _CLERKS,
    "documents.withdraw_quotation": (Role.SALES_LEAD,),
    "documents.extend_validity": _CLERKS,
    "documents.follow_up_quotation": _CLERKS,
    "documents.stop_reminders": _CLERKS,
    "documents.close_dead_offers": _CLERKS,
    "documents.change_validity_rule": (Role.SALES_LEAD, Role.ADMINISTRATOR),
    "documents.reject_items": _CLERKS,
    "documents.change_responsible": (Role.SALES_LEAD,),
    "documents.display_order": _READERS,
    "documents.import_quotations": (Role.ADMINISTRATOR,),
    "documents.install_document_defaults": (Role.ADMINISTRATOR,),
}


def inquiry_to(verb: str, *, user: User, number: str, lock: bool = False) -> SalesDocument:
    """The inquiry for a verb ("answer_inquiry"): NotVisible (404) or Forbidden (403); `lock` holds its row."""
    return _document_to("inquiry", verb, user, number, lock)


def quotation_to(verb: str, *, user: User, number: str, lock: bool = False) -> SalesDocument:
    """The quotation for a verb ("issue_quotation"): NotVisible (404) or Forbidden (403); `lock` holds its row."""
    return _document_to("quotation", verb, user, number, lock)


def quotations_to(verb: str, *, user: User, numbers: Sequence[str]) -> list[int]:
    """The ids of these quotations for a verb; NotVisible (404) names the first one missing, Forbidden (403) as well."""
    rows = visible_documents(user, "quotation").filter(number__in=[n for n in numbers if is_number(n)])
    found = {number: (pk, area) for pk, number, area in rows.values_list("pk", "number", "sales_area")}
    for number in numbers:
        if number not in found:
            raise NotVisible(_("There is no document %(number)s for you.") % {"number": number})
        if not allows(user, f"documents.{verb}", found[number][1]):
            raise Forbidden(_("You may read %(number)s, but not do this with it.") % {"number": number})
    return [found[number][0] for number in dict.fromkeys(numbers)]


def order_to(verb: str, *, user: User, number: str, lock: bool = False) -> SalesDocument:
    """The order hand-over for a verb ("display_order"): NotVisible (404) or Forbidden (403)."""
    return _document_to("order", verb, user, number, lock)


def stored_document(user: User, number: str) -> StoredDocument:
    """A document of any kind, as prices are made from it, for who may display it. Raises NotVisible."""
    for category in ("quotation", "inquiry", "order"):
        document = visible_documents(user, category).filter(number=number if is_number(number) else "").first()
        if document is not None:
            return priced_from(document)
    raise NotVisible(_("There is no document %(number)s for you.") % {"number": number}, "document")


def area_to(verb: str, *, user: User, code: str) -> SalesArea:
    """The sales area for a verb that makes a document there ("create_quotation"); blank is the user's usual one.

    Its plant with calendar comes along. NotVisible (404) where there is none, Forbidden (403).
    """
    wanted = code or user.home_area
    area = SalesArea.objects.select_related("plant__calendar").filter(pk=wanted).first()
    if area is None:
        raise NotVisible(_("There is no sales area %(code)s for you.") % {"code": wanted}, "sales_area")
    if not allows(user, f"documents.{verb}", area.pk):
        raise Forbidden(_("You may not do this in sales area %(code)s.") % {"code": wanted}, "sales_area")
    return area


def rule_area_to(verb: str, *, user: User, code: str) -> None:
    """Whether a user may set what holds in a sales area; blank is all of them at once. Raises Forbidden."""
    if not allows(user, f"documents.{verb}", code or EVERYWHERE):
        raise Forbidden(_("You may not do this in sales area %(code)s.") % {"code": code or "*"}, "sales_area")


@dataclass(frozen=True, slots=True)
class Linked:
    """What the link of a mail leads to: whose it is, which step he decides, of which quotation."""

    user: User
    step: ApprovalStep
    quotation: SalesDocument


def linked_quotation(token: str, *, signed_in: object, at: dt.datetime) -> Linked:
    """What a link of a mail lets its receiver decide. A link that was changed, is over or used up, or whose user may
    not approve any more, leads nowhere; one of somebody else than who is signed in is not taken.

    Raises NotVisible, LinkOver, Forbidden.
    """
    link = links.read(token)
    step = step_of(link.step) if link else None
    user = User.objects.filter(pk=link.user, is_active=True).first() if link else None
    if link is None or step is None or user is None:
        raise NotVisible(_("This link leads nowhere: it is not complete, or not ours"))
    if link.until <= at or not step.is_open:
        raise LinkOver(_("This link is over: it was used, or the question was decided, taken back or asked anew"))
    if isinstance(signed_in, User) and signed_in.pk != user.pk:
        raise Forbidden(_("This link is for %(name)s: sign out to use it") % {"name": user})
    return Linked(user, step, quotation_to("approve_quotation", user=user, number=step.request.key, lock=True))


def _document_to(category: str, verb: str, user: User, number: str, lock: bool) -> SalesDocument:
    rows: QuerySet[SalesDocument] = visible_documents(user, category).filter(number=number if is_number(number) else "")
    rows = rows.select_related("sold_to", "responsible", "sales_area__plant__calendar")
    # Relatives are held from the first on, so that nobody waits in a circle.
    if lock and is_number(number) and head_of(number) != number:
        list(visible_documents(user, category).filter(number=head_of(number)).select_for_update().values_list("pk"))
    document = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if document is None:
        raise NotVisible(_("There is no document %(number)s for you.") % {"number": number})
    if not allows(user, f"documents.{verb}", document.sales_area_id):
        raise Forbidden(_("You may read %(number)s, but not do this with it.") % {"number": number})
    return document
