from django.urls import path

from prosfora.company.views import attributes, calendars, companies, organisation, tables

app_name = "company"
urlpatterns = [
    path("company/", companies.display_company, name="display_company"),
    path("company/set_up_company", companies.set_up_company, name="set_up_company"),
    path("company/sales-areas/", organisation.list_sales_areas, name="list_sales_areas"),
    path(
        "company/sales-organisations/new",
        organisation.create_sales_organisation,
        name="create_sales_organisation",
    ),
    path("company/sales-areas/new", organisation.create_sales_area, name="create_sales_area"),
    path("company/sales-areas/<str:code>/change_sales_area", organisation.change_sales_area, name="change_sales_area"),
    path("company/offices/new", organisation.create_office, name="create_office"),
    path("company/offices/<str:code>/change_office", organisation.change_office, name="change_office"),
    path("company/plants/", organisation.list_plants, name="list_plants"),
    path("company/plants/new", organisation.create_plant, name="create_plant"),
    path("company/plants/<str:code>/change_plant", organisation.change_plant, name="change_plant"),
    path("company/calendars/", calendars.list_calendars, name="list_calendars"),
    path("company/calendars/new", calendars.create_calendar, name="create_calendar"),
    path("company/calendars/<str:code>/change_calendar", calendars.change_calendar, name="change_calendar"),
    path("company/number-ranges/", tables.list_number_ranges, name="list_number_ranges"),
    path("company/number-ranges/new", tables.create_number_range, name="create_number_range"),
    path("company/exchange-rates/", tables.list_exchange_rates, name="list_exchange_rates"),
    path("company/exchange-rates/set_exchange_rate", tables.set_exchange_rate, name="set_exchange_rate"),
    path("company/payment-terms/", tables.list_payment_terms, name="list_payment_terms"),
    path("company/payment-terms/new", tables.create_payment_terms, name="create_payment_terms"),
    path(
        "company/payment-terms/<str:code>/change_payment_terms",
        tables.change_payment_terms,
        name="change_payment_terms",
    ),
    path("company/attributes/", attributes.list_attributes, name="list_attributes"),
    path("company/attributes/new", attributes.create_attribute, name="create_attribute"),
    path("company/attributes/<int:attribute>/change_attribute", attributes.change_attribute, name="change_attribute"),
    path("company/reasons/", tables.list_reasons, name="list_reasons"),
    path("company/reasons/new", tables.create_reason, name="create_reason"),
    path("company/reasons/<int:reason>/change_reason", tables.change_reason, name="change_reason"),
    path("company/<str:code>/change_company", companies.change_company, name="change_company"),
    path("company/<str:code>/change_logo", companies.change_logo, name="change_logo"),
    path("company/<str:code>/logo", companies.company_logo, name="company_logo"),
]
