"""Distance sales inside the EU."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from prosfora.identity.requests import UserRequest
from prosfora.kit.errors import Refused
from prosfora.pricing import services
from prosfora.pricing.forms import DistanceSalesForm
from prosfora.pricing.permissions import area_to


@require_http_methods(["GET", "POST"])
def tax_distance_sales(request: UserRequest) -> HttpResponse:
    """From which day on consumers in other member states pay the VAT of their own country."""
    area_to("tax_distance_sales", user=request.user, sales_area=None)
    form = DistanceSalesForm(request.POST or None)
    refusal: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            services.tax_distance_sales(since=form.cleaned_data["since"], by=request.user, at=request.now)
        except Refused as error:
            refusal = error
        else:
            return redirect(f"{reverse('pricing:list_conditions')}?condition_type=MWST")
    page = {
        "form": form, "refusal": refusal, "title": _("Distance sales in the EU"),
        "back_url": reverse("pricing:list_conditions"),
    }  # fmt: skip
    return render(request, "kit/form.html", page, status=422 if request.method == "POST" else 200)
