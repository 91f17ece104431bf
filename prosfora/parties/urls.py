from django.urls import path

from prosfora.parties import views

app_name = "parties"
urlpatterns = [
    path("parties/", views.list_parties, name="list_parties"),
    path("parties/new", views.create_party, name="create_party"),
    path("parties/options", views.party_options, name="party_options"),
    path("parties/duplicates", views.possible_duplicates, name="possible_duplicates"),
    path("parties/<str:number>/", views.display_party, name="display_party"),
    path("parties/<str:number>/change_party", views.change_party, name="change_party"),
    path("parties/<str:number>/change_sales_data/<str:sales_area>", views.change_sales_data, name="change_sales_data"),
    path("parties/<str:number>/place_in_hierarchy", views.place_in_hierarchy, name="place_in_hierarchy"),
    path("parties/<str:number>/create_contact", views.create_contact, name="create_contact"),
    path("parties/<str:number>/relate_parties", views.relate_parties, name="relate_parties"),
    path("parties/<str:number>/unrelate_parties/<int:relation>", views.unrelate_parties, name="unrelate_parties"),
    path("parties/<str:number>/record_consent", views.record_consent, name="record_consent"),
    path("parties/<str:number>/block_party", views.block_party, name="block_party"),
    path("parties/<str:number>/release_party", views.release_party, name="release_party"),
]
