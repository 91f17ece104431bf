"""Shape and parsing of what people type into documents; decisions are the services'."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prosfora.company.models import PaymentTerms, Reason, SalesArea
from prosfora.documents.rules.categories import CATEGORIES
from prosfora.documents.rules.checks import INCOTERMS, SOURCES
from prosfora.documents.rules.lines import HeaderFields, ItemAnswer, ItemLine, LineFields, ManualCondition
from prosfora.kit.errors import Refused
from prosfora.kit.writing import language
from prosfora.values.numbers import NotADay, NotANumber, parse_day, parse_decimal

PRICE, DISCOUNT = "PB00", "RA00"
SOURCE_WORDS = {
    "phone": gettext_lazy("phone"),
    "mail": gettext_lazy("mail"),
    "web": gettext_lazy("web"),
    "visit": gettext_lazy("visit"),
    "fair": gettext_lazy("fair"),
    "letter": gettext_lazy("letter"),
    "edi": gettext_lazy("EDI"),
}
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class Unreadable(Refused):
    """What was typed is no number, day or line."""


def number(text: str, field: str) -> Decimal:
    """The number a person typed, in the notation of his language. Raises Unreadable."""
    try:
        return parse_decimal(text, decimal_comma=language() == "el")
    except NotANumber:
        raise Unreadable(_("“%(text)s” is not a number") % {"text": text[:40]}, field) from None


class NewDocumentForm(forms.Form):
    """The first facts of an inquiry or a quotation; everything else is determined or typed in the grid."""

    sales_area = forms.ModelChoiceField(SalesArea.objects.none(), label=gettext_lazy("Sales area"), empty_label=None)
    sold_to = forms.CharField(label=gettext_lazy("Customer or prospect"), max_length=10, required=False)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200, required=False)
    source = forms.ChoiceField(label=gettext_lazy("Source"), choices=list(SOURCE_WORDS.items()))
    customer_reference = forms.CharField(label=gettext_lazy("Customer reference"), max_length=35, required=False)
    requested_date = forms.DateField(label=gettext_lazy("Requested delivery date"), required=False, widget=DAY)

    def __init__(self, areas: list[SalesArea], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["sales_area"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = SalesArea.objects.filter(pk__in=[area.pk for area in areas]).order_by("pk")

    @property
    def header(self) -> HeaderFields:
        """The header facts given."""
        given = self.cleaned_data
        return {
            "source": given["source"],
            "customer_reference": given["customer_reference"],
            "requested_date": given["requested_date"],
        }


class HeaderForm(forms.Form):
    """The header of an open document; only the fields that were sent change."""

    customer_reference = forms.CharField(label=gettext_lazy("Customer reference"), max_length=35, required=False)
    requested_date = forms.DateField(label=gettext_lazy("Requested delivery date"), required=False, widget=DAY)
    valid_to = forms.DateField(label=gettext_lazy("Valid to"), required=False, widget=DAY)
    payment_terms = forms.ModelChoiceField(
        PaymentTerms.objects.order_by("code"), label=gettext_lazy("Payment terms"), required=False, to_field_name="code"
    )
    incoterms = forms.ChoiceField(
        label=gettext_lazy("Incoterms"), required=False, choices=[("", "–"), *((code, code) for code in INCOTERMS)]
    )
    incoterms_place = forms.CharField(label=gettext_lazy("Incoterms place"), max_length=70, required=False)
    probability = forms.IntegerField(label=gettext_lazy("Probability %"), min_value=0, max_value=100, required=False)
    source = forms.ChoiceField(
        label=gettext_lazy("Source"), choices=[(code, SOURCE_WORDS[code]) for code in SOURCES], required=False
    )

    @property
    def header(self) -> HeaderFields:
        """The facts that were sent."""
        given: dict[str, Any] = {name: self.cleaned_data[name] for name in self.fields if name in self.data}
        if "payment_terms" in given:
            given["payment_terms"] = given["payment_terms"].code if given["payment_terms"] else ""
        if given.get("probability", 0) is None:
            del given["probability"]
        return given  # type: ignore[return-value]  # the form's fields are HeaderFields' keys


def quick_lines(text: str) -> list[ItemLine]:
    """Items typed or pasted one per line: `product quantity[unit] [price | discount%]`, tabs or blanks between.

    A line that begins with # is a section, with * a text. Raises Unreadable naming the line.
    """
    return list(_quick_lines(text))


def _quick_lines(text: str) -> Iterator[ItemLine]:
    for place, line in enumerate(text.splitlines(), start=1):
        words = line.replace("\t", " ").split()
        if not words:
            continue
        if words[0].startswith(("#", "*")):
            category = "section" if words[0].startswith("#") else "text"
            yield ItemLine(category=category, text=line.strip().lstrip("#* ")[:200])
            continue
        try:
            quantity, unit = _quantity(words[1] if len(words) > 1 else "1")
            yield ItemLine(product=words[0], quantity=quantity, unit=unit, manual=_typed_price(words[2:]))
        except Unreadable as refusal:
            sentence = _("Line %(line)s: %(problem)s") % {"line": place, "problem": refusal.message}
            raise Unreadable(sentence, "lines") from refusal


def _quantity(word: str) -> tuple[Decimal, str]:
    digits = word.rstrip("".join(c for c in word if c.isalpha()))
    return number(digits, "lines"), word[len(digits) :].upper()


def _typed_price(words: list[str]) -> tuple[ManualCondition, ...]:
    made = []
    for word in words[:2]:
        if word.endswith("%"):
            made.append(ManualCondition(DISCOUNT, number(word[:-1], "lines")))
        else:
            made.append(ManualCondition(PRICE, number(word, "lines")))
    return tuple(made)


def line_changes(posted: Mapping[str, str], kept: tuple[ManualCondition, ...], currency: str, unit: str) -> LineFields:
    """What one row of the grid changes: product, quantity, unit, text, category, price, discount, requested date.

    Only fields that were sent. An emptied price or discount takes the entered one back. Raises Unreadable.
    """
    changes: LineFields = {}
    for name in ("product", "text", "note", "unit"):
        if name in posted:
            changes[name] = posted[name].strip()
    if "quantity" in posted:
        changes["quantity"] = number(posted["quantity"], "quantity")
    if posted.get("category") in CATEGORIES:
        changes["category"] = posted["category"]
    if "requested_date" in posted:
        changes["requested_date"] = _day(posted["requested_date"])
    if "price" in posted or "discount" in posted:
        changes["manual"] = _manual(posted, kept, currency, posted.get("unit", unit).strip() or unit)
    return changes


def _manual(
    posted: Mapping[str, str], kept: tuple[ManualCondition, ...], currency: str, unit: str
) -> tuple[ManualCondition, ...]:
    made = {entry.condition_type: entry for entry in kept}
    for name, code in (("price", PRICE), ("discount", DISCOUNT)):
        if name in posted:
            made.pop(code, None)
            if posted[name].strip():
                amount = number(posted[name].strip().rstrip("%"), name)
                made[code] = (
                    ManualCondition(code, amount, currency, Decimal(1), unit)
                    if name == "price"
                    else ManualCondition(code, amount)
                )
    return tuple(made.values())


def _day(text: str) -> Any:
    if not text.strip():
        return None
    try:
        return parse_day(text)
    except NotADay:
        raise Unreadable(_("“%(text)s” is not a day") % {"text": text[:40]}, "requested_date") from None


def answers(posted: Mapping[str, str], positions: list[int]) -> list[ItemAnswer]:
    """The three answers per item as the answer page sends them. Raises Unreadable."""
    given = []
    for position in positions:
        if f"available_{position}" not in posted:
            continue
        price = posted.get(f"price_{position}", "").strip()
        available = posted[f"available_{position}"]
        given.append(
            ItemAnswer(
                position=position,
                available=None if available == "" else available == "yes",
                price=number(price, f"price_{position}") if price else None,
                day=_day(posted.get(f"day_{position}", "")),
                note=posted.get(f"note_{position}", "")[:200],
            )
        )
    return given


class ReasonForm(forms.Form):
    """A coded reason with a note."""

    reason = forms.ChoiceField(label=gettext_lazy("Reason"))
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, kind: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = "name_el" if language() == "el" else "name_en"
        reason = self.fields["reason"]
        assert isinstance(reason, forms.ChoiceField)
        reason.choices = list(Reason.objects.filter(kind=kind).order_by("code").values_list("code", name))


class AcceptForm(forms.Form):
    """How the customer accepted, and what of the alternatives and options he chose."""

    customer_reference = forms.CharField(label=gettext_lazy("Purchase order number"), max_length=35, required=False)
    evidence = forms.CharField(
        label=gettext_lazy("How he accepted"),
        max_length=500,
        help_text=gettext_lazy("Mail, letter or call: who, when"),
    )
    chosen = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Chosen alternatives and options"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, choices: list[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if choices:
            field = self.fields["chosen"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
        else:
            del self.fields["chosen"]
