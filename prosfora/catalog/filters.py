"""What a list of products is narrowed to."""

from django import forms
from django.utils.translation import gettext_lazy as _

from prosfora.catalog.models import Product
from prosfora.catalog.queries import ProductFilter

_ANY = ("", _("any"))


class ProductFilters(forms.Form):
    """The filters above the list."""

    q = forms.CharField(label=_("Search"), max_length=200, required=False)
    group = forms.CharField(label=_("Product group"), max_length=9, required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[_ANY, *(Product._meta.get_field("kind").choices or ())], required=False
    )
    status = forms.ChoiceField(
        label=_("Status"), choices=[_ANY, *(Product._meta.get_field("status").choices or ())], required=False
    )

    def wanted(self) -> ProductFilter:
        """The filter; what is not valid narrows nothing."""
        self.is_valid()
        typed = self.cleaned_data
        return ProductFilter(
            q=typed.get("q", ""),
            group=typed.get("group", "").upper(),
            kind=typed.get("kind", ""),
            status=typed.get("status", ""),
        )
