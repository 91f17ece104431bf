"""Addresses of users, one's own account and saved views."""

from django.urls import path

from prosfora.identity import views

app_name = "identity"
urlpatterns = [
    path("users/", views.list_users, name="list_users"),
    path("users/new", views.create_user, name="create_user"),
    path("users/<str:username>/", views.display_user, name="display_user"),
    path("users/<str:username>/change_user", views.change_user, name="change_user"),
    path("users/<str:username>/set_password", views.set_password, name="set_password"),
    path("users/<str:username>/reset_factors", views.reset_factors, name="reset_factors"),
    path("users/<str:username>/deactivate_user", views.deactivate_user, name="deactivate_user"),
    path("users/<str:username>/reactivate_user", views.reactivate_user, name="reactivate_user"),
    path("users/<str:username>/grant_role", views.grant_role, name="grant_role"),
    path("users/<str:username>/grants/<int:grant_id>/revoke_role", views.revoke_role, name="revoke_role"),
    path("users/<str:username>/why", views.explain, name="explain"),
    path("account/", views.account, name="account"),
    path("account/tokens/", views.list_tokens, name="list_tokens"),
    path("account/tokens/issue_token", views.issue_token, name="issue_token"),
    path("account/tokens/<int:token_id>/revoke_token", views.revoke_token, name="revoke_token"),
    path("views/", views.list_views, name="list_views"),
    path("views/save_view", views.save_view, name="save_view"),
    path("views/<int:view_id>/rename_view", views.rename_view, name="rename_view"),
    path("views/<int:view_id>/share_view", views.share_view, name="share_view"),
    path("views/<int:view_id>/delete_view", views.delete_view, name="delete_view"),
]
