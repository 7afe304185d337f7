"""Roles, permissions and scopes in words."""

from __future__ import annotations

from typing import Any

from web.accounts.tokens import Scope
from web.i18n import lazy_gettext
from web.permissions import Permission, Role

ROLE_WORDS: dict[Role, Any] = {
    Role.VIEWER: lazy_gettext("Viewer"),
    Role.CASEWORKER: lazy_gettext("Caseworker"),
    Role.REVIEWER: lazy_gettext("Reviewer"),
    Role.SUPERVISOR: lazy_gettext("Supervisor"),
    Role.ADMINISTRATOR: lazy_gettext("Administrator"),
    Role.AUDITOR: lazy_gettext("Auditor"),
}

PERMISSION_WORDS: dict[Permission, Any] = {
    Permission.READ: lazy_gettext("See release lists, reports and possible matches, masked fields masked"),
    Permission.SEARCH: lazy_gettext("Find a person"),
    Permission.WRITE_REPORTS: lazy_gettext("Enter, change and import reports"),
    Permission.LOAD_LISTS: lazy_gettext("Load release lists"),
    Permission.DECIDE: lazy_gettext("Decide on possible matches"),
    Permission.CONFIRM: lazy_gettext("Confirm a match as the second person"),
    Permission.DISCLOSE: lazy_gettext("Record what a family was told"),
    Permission.SUPERVISE: lazy_gettext("Assign work, undo others' decisions, seal and release lists"),
    Permission.UNMASK: lazy_gettext("Show masked fields, with a reason"),
    Permission.EXPORT: lazy_gettext("Take data out, with a purpose"),
    Permission.MANAGE_USERS: lazy_gettext("Manage users"),
    Permission.AUDIT: lazy_gettext("Read and verify the audit trail"),
}

SCOPE_WORDS: dict[Scope, Any] = {
    Scope.LISTS_READ: lazy_gettext("Read release lists"),
    Scope.LISTS_WRITE: lazy_gettext("Load release lists"),
    Scope.REPORTS_READ: lazy_gettext("Read reports"),
    Scope.REPORTS_WRITE: lazy_gettext("Enter and change reports"),
    Scope.SEARCH: lazy_gettext("Find a person"),
    Scope.MATCHES_READ: lazy_gettext("Read possible matches"),
    Scope.DECISIONS_WRITE: lazy_gettext("Decide on possible matches"),
    Scope.UNMASK: lazy_gettext("Show masked fields, with a reason"),
}


def role_name(role: Role | str) -> str:
    """Return a role in words; what is no role, such as a job in the audit trail, as it is."""
    try:
        return str(ROLE_WORDS[Role(role)])
    except ValueError:
        return str(role)
