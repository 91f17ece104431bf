"""Changing a document: only what is touched is loaded and computed again, unless the change reaches every item."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from prosfora.audit.rules import changes_between
from prosfora.audit.services import record
from prosfora.documents.models import DocumentPartner, DocumentText, Item, SalesDocument
from prosfora.documents.queries.drafting import LightItem, light_items
from prosfora.documents.queries.keeping import keep_prices
from prosfora.documents.rules.checks import Found, text_problems
from prosfora.documents.rules.keeping import taxed_anew
from prosfora.documents.rules.lines import HeaderFields, ItemLine, LineFields
from prosfora.documents.rules.totals import Share
from prosfora.documents.rules.traces import drawn_in
from prosfora.documents.services.bundles import note_part
from prosfora.documents.services.drafts import Draft, compute_items, judge, load_draft, partner_rows, subject_of
from prosfora.documents.services.free_goods import accept_again, decline, note_hand
from prosfora.documents.services.headers import HEADER_COLUMNS, set_fields, snapshot
from prosfora.documents.services.lines import changed_line, fill_items, line_of, main_item_problems, new_items
from prosfora.documents.services.references import follow_quantities, return_quantities
from prosfora.documents.services.refusals import refuse
from prosfora.documents.services.rows import line_facts, make_room, state_of, update_items, update_shares
from prosfora.documents.services.standing import ask_again
from prosfora.documents.services.states import require, store_header
from prosfora.documents.services.totals import put_shares, total_up
from prosfora.identity.models import User
from prosfora.kit.clock import today as company_day
from prosfora.kit.database import bulk_insert

# Header facts by which prices are found: whoever changes one wants the prices of the new one, not those that were kept.
FINDING_PRICES = frozenset(
    {"pricing_date", "currency", "customer_group", "price_group", "price_list", "coupon", "campaign"}
)
# Header facts that every item's price or date depends on.
_REACHING_ALL = frozenset(
    {"pricing_date", "currency", "customer_group", "price_group", "price_list", "incoterms", "payment_terms", "plant"}
    | {"requested_date", "manual", "probability", "coupon", "campaign"}
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be changed on a document."""

    header: HeaderFields = field(default_factory=HeaderFields)
    changed: Mapping[int, LineFields] = field(default_factory=dict)
    added: Sequence[ItemLine] = ()
    removed: Collection[int] = ()
    partners: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    repricing: str = ""  # price every item again by this pricing type

    @property
    def touched(self) -> set[int]:
        return {*self.changed, *self.removed}

    @property
    def earning(self) -> set[int]:
        """Items whose free goods, once taken off, are put back."""
        return {line.free_for for line in self.added if line.free_for is not None}

    @property
    def moves(self) -> bool:
        return any("position" in fields for fields in self.changed.values())


@dataclass(slots=True)
class Work:
    """A change under way: the rows in hand, what they were, and the others as they stand."""

    draft: Draft
    others: list[LightItem]
    before: dict[int, tuple[Any, ...]]  # item id → its state
    facts: dict[str, Any] = field(default_factory=dict)  # what the journal compares with
    removed: list[Item] = field(default_factory=list)
    added: list[Item] = field(default_factory=list)


def change_document(
    *, document: SalesDocument, verb: str, wish: Wish, by: User, at: dt.datetime, version: int | None
) -> list[int]:
    """Change a document and store what became different; the positions of the rows stored anew are returned.

    Nothing at all is stored when nothing differs. Raises WrongStatus, ChangedMeanwhile, FactsRefused.
    """
    following = require(document, verb, version)
    refuse(text_problems(wish.texts))
    facts = snapshot(document)
    probability = document.probability
    if wish.header:
        set_fields(document, wish.header, by, today=company_day(at))
    reached = bool(wish.repricing) or bool(wish.partners) or _reaches_all(facts, document)
    work = _load(document, wish, by, whole=reached or wish.moves or bool(document.manual_conditions))
    work.facts |= facts
    _settle_kept(work, wish)
    _apply(work, wish, probability)
    if reached or wish.changed or wish.added or wish.removed:
        _compute(work, at)
    judge(work.draft, work.others)
    positions = _store(work, wish, verb, following, by, at)
    ask_again([document], by=by, at=at)
    return positions


def _settle_kept(work: Work, wish: Wish) -> None:
    """What items keep of their prices: as the pricing type says; nothing where a fact that prices are found by was
    changed; other taxes where the goods come from or go elsewhere.
    """
    document, items = work.draft.document, work.draft.items
    if wish.repricing:
        keep_prices(document, items, wish.repricing, work.facts["pricing_date"])
        return
    changed = changes_between(work.facts, snapshot(document)).keys()
    asked = FINDING_PRICES if "pricing_date" in wish.header else FINDING_PRICES - {"pricing_date"}
    for item in items:
        if item.kept and changed & asked:
            item.kept = None
        elif item.kept and (wish.partners or "plant" in changed):
            item.kept = taxed_anew(item.kept)


def _reaches_all(facts: Mapping[str, Any], document: SalesDocument) -> bool:
    return bool(changes_between(facts, snapshot(document)).keys() & _REACHING_ALL)


def _load(document: SalesDocument, wish: Wish, by: User, *, whole: bool) -> Work:
    """The rows to work on and the others. Raises FactsRefused for positions that are not there."""
    rows = Item.objects.filter(document=document).select_related("rejection_reason").order_by("position")
    wanted = wish.touched | wish.earning
    items = list(rows if whole else rows.filter(_with_family(document, wanted))) if whole or wanted else []
    refuse(
        (f"items.{position}", "unknown_position", {"position": position})
        for position in sorted(wish.touched - {item.position for item in items})
    )
    others = [] if whole else light_items(document.pk, [item.position for item in items])
    draft = load_draft(document, items, wish.partners, by)
    draft.taken = frozenset(light.position for light in others)
    return Work(draft, others, {item.pk: state_of(item) for item in items})


def _with_family(document: SalesDocument, positions: Collection[int]) -> Q:
    """These items, the free goods they earned, and the items that earned them; bundles with all their parts."""
    named = Item.objects.filter(document=document, position__in=positions)
    earning = named.filter(free_for__isnull=False).values("free_for")
    bundles = named.filter(part_of__isnull=False).values("part_of")
    below = Q(free_for__in=positions) | Q(part_of__in=positions) | Q(part_of__in=bundles)
    return Q(position__in=positions) | Q(position__in=earning) | Q(position__in=bundles) | below


def _apply(work: Work, wish: Wish, probability: int) -> None:
    """Put the wished changes on the rows in hand."""
    draft, document = work.draft, work.draft.document
    work.removed = [item for item in draft.items if item.position in wish.removed]
    refuse(
        (f"items.{item.position}", "has_followers", {"position": item.position})
        for item in work.removed
        if item.referenced_quantity
    )
    draft.items = [item for item in draft.items if item.position not in wish.removed]
    changed = [item for item in draft.items if item.position in wish.changed]
    for item in (*changed, *work.removed):
        work.facts |= line_facts(item.position, line_of(item))
    for item in work.removed:
        decline(draft.items, item)
    for item in changed:
        note_hand(draft.items, item, wish.changed[item.position])
        note_part(item, wish.changed[item.position])
    for position in wish.earning:
        accept_again(draft.items, position)
    for item in draft.items:
        if item.probability == probability:
            item.probability = document.probability
    lines = [(f"items.{item.position}", changed_line(item, wish.changed[item.position])) for item in changed]
    draft.products = fill_items(document, changed, lines)
    _renumber(draft, changed, wish)
    taken = [*(item.position for item in draft.items), *(light.position for light in work.others)]
    mains = {item.position for item in draft.items}
    added = [line for line in wish.added if line.free_for not in mains]  # others come back by themselves
    work.added, products = new_items(document, added, taken) if added else ([], {})
    draft.items += work.added
    draft.products = {**draft.products, **products}
    refuse(main_item_problems([*draft.items, *work.others]))


def _renumber(draft: Draft, changed: Sequence[Item], wish: Wish) -> None:
    """Give moved items their new numbers; alternatives, free goods and parts follow their main item."""
    moved = {
        item.position: wish.changed[item.position]["position"]
        for item in changed
        if "position" in wish.changed[item.position]
    }
    for item in draft.items:
        item.position = moved.get(item.position, item.position)
        if item.alternative_to in moved:
            item.alternative_to = moved[item.alternative_to]
        if item.free_for in moved:
            item.free_for = moved[item.free_for]
        if item.part_of in moved:
            item.part_of = moved[item.part_of]
    refuse(_number_problems(draft.items))


def _number_problems(items: Sequence[Item]) -> list[Found]:
    seen: set[int] = set()
    found: list[Found] = []
    for item in items:
        if item.position in seen or not 0 < item.position <= 999_990:
            found.append(("items", "position_taken", {"position": item.position}))
        seen.add(item.position)
    return found


def _compute(work: Work, at: dt.datetime) -> None:
    """Dates, prices and totals: of the rows in hand, the totals over all."""
    draft, before = work.draft, list(work.draft.items)
    procedure = draft.document.procedure
    answer = compute_items(draft, at)
    freed = bool(drawn_in(item.price_trace for item in work.removed))  # of a budget: others may have it now
    if work.others and (answer.is_linked or freed or answer.priced.procedure != procedure):
        _take_all(work)
        before = list({id(item): item for item in (*before, *draft.items)}.values())
        answer = compute_items(draft, at)
    _note_made(work, before)
    shares = total_up(draft.document, [*draft.items, *work.others], answer.priced)
    put_shares(draft.items, shares)
    for light in work.others:
        share = shares.get(light.position)
        if share and (share.net, share.tax) != (light.net, light.tax):
            work.before[light.pk] = (light.net, light.tax)
            light.net, light.tax = share.net, share.tax


def _note_made(work: Work, before: Sequence[Item]) -> None:
    """Free items and parts that came and went with the computation are stored and told like those people enter."""
    items, document = work.draft.items, work.draft.document
    gone = [item for item in before if item.pk is not None and not any(item is kept for kept in items)]
    for item in gone:
        work.facts |= line_facts(item.position, line_of(item))
    work.removed += gone
    came = [item for item in items if item.pk is None and not any(item is added for added in work.added)]
    work.added += came
    document.came = tuple(item.position for item in came)
    document.gone = tuple(
        item.position for item in work.removed if item.free_for is not None or item.part_of is not None
    )


def _take_all(work: Work) -> None:
    """Take the untouched items in hand as well: a group condition ties them to the changed ones, or the document is now
    priced by another procedure.
    """
    rows = Item.objects.filter(pk__in=[light.pk for light in work.others]).select_related("rejection_reason")
    items = list(rows.order_by("position"))
    work.before |= {item.pk: state_of(item) for item in items}
    work.draft.items += items
    work.others = []
    work.draft.taken = frozenset()


def _store(work: Work, wish: Wish, verb: str, following: str, by: User, at: dt.datetime) -> list[int]:
    """Store what differs, with one journal entry, and say which rows."""
    draft, document = work.draft, work.draft.document
    stored = [item for item in draft.items if item.pk is not None]
    changed = [item for item in stored if state_of(item) != work.before[item.pk]]
    settled = {light.pk: light for light in work.others if light.pk in work.before}
    after = snapshot(document)
    for item in draft.items:
        if item.pk is None or item.position in wish.changed:
            after |= line_facts(item.position, line_of(item))
    changes = {**changes_between(work.facts, after), **_texts(document, wish), **_partners(work, wish)}
    if not (changes or changed or work.added or work.removed):
        return []
    if document.status != following:
        document.status, document.answered_at = following, None
    store_header(document, HEADER_COLUMNS, at)
    _store_rows(work, changed)
    update_shares({pk: Share(light.net, light.tax) for pk, light in settled.items()})
    subject = subject_of(document, draft.cards[document.sold_to_id].number)
    data = {"pricing_type": wish.repricing} if wish.repricing else {}
    record(verb=verb, subject=subject, by=by, at=at, changes=changes, data=data)
    return sorted([*(row.position for row in (*changed, *work.added)), *(row.position for row in settled.values())])


def _store_rows(work: Work, changed: Sequence[Item]) -> None:
    gone = [item.pk for item in work.removed]
    if gone:
        return_quantities(gone)
        Item.objects.filter(pk__in=gone).delete()
    moved = [item for item in changed if item.position != work.before[item.pk][0]]
    make_room(moved)
    update_items(changed)
    follow_quantities({item.pk: item.quantity for item in changed})
    bulk_insert(work.added)


def _texts(document: SalesDocument, wish: Wish) -> dict[str, list[str | None]]:
    """Store changed texts; what changed is returned for the journal."""
    if not wish.texts:
        return {}
    known = dict(DocumentText.objects.filter(document=document).values_list("kind", "text"))
    changes = changes_between(
        {f"text.{kind}": text for kind, text in known.items()},
        {f"text.{kind}": text or None for kind, text in {**known, **wish.texts}.items()},
    )
    rows = [DocumentText(document=document, kind=kind, text=text) for kind, text in wish.texts.items() if text]
    DocumentText.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["document", "kind"], update_fields=["text"]
    )
    emptied = [kind for kind, text in wish.texts.items() if not text and kind in known]
    if emptied:
        DocumentText.objects.filter(document=document, kind__in=emptied).delete()
    return changes


def _partners(work: Work, wish: Wish) -> dict[str, list[str | None]]:
    """Store changed partners; what changed is returned for the journal."""
    if not wish.partners:
        return {}
    draft, document = work.draft, work.draft.document
    known = dict(DocumentPartner.objects.filter(document=document).values_list("function", "party_id"))
    rows = {row.function: row for row in partner_rows(document, draft.partners, draft.cards)}
    fresh = [row for function, row in rows.items() if known.get(function) != row.party_id]
    gone = known.keys() - rows.keys()
    DocumentPartner.objects.filter(document=document, function__in=[*gone, *(row.function for row in fresh)]).delete()
    DocumentPartner.objects.bulk_create(fresh)
    return {
        **{f"partner.{row.function}": [_number(draft, known.get(row.function)), row.name] for row in fresh},
        **{f"partner.{function}": [_number(draft, known[function]), None] for function in sorted(gone)},
    }


def _number(draft: Draft, party: int | None) -> str | None:
    card = draft.cards.get(party) if party is not None else None
    return card.number if card else None
