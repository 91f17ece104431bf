"""Addresses of rules, delegations and the work list; what is decided is decided at its own subject."""

from django.urls import path

from prosfora.approvals.views import delegations, rules, worklist

app_name = "approvals"
urlpatterns = [
    path("approvals/", worklist.list_approvals, name="list_approvals"),
    path("approval-delegations/", delegations.list_delegations, name="list_delegations"),
    path("approval-delegations/new", delegations.delegate_approvals, name="delegate_approvals"),
    path("approval-delegations/<int:delegation_id>/end_delegation", delegations.end_delegation, name="end_delegation"),
    path("approval-rules/", rules.list_approval_rules, name="list_approval_rules"),
    path("approval-rules/new", rules.create_approval_rule, name="create_approval_rule"),
    path("approval-rules/install_approval_defaults", rules.install_approval_defaults, name="install_approval_defaults"),
    path("approval-rules/<str:code>/change_approval_rule", rules.change_approval_rule, name="change_approval_rule"),
    path("approval-rules/<str:code>/retire_approval_rule", rules.retire_approval_rule, name="retire_approval_rule"),
]
