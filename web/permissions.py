"""Who may do what: the one table of roles and permissions, the masked fields, and who sees a sealed list."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a user is in the office."""

    VIEWER = "viewer"
    CASEWORKER = "caseworker"
    REVIEWER = "reviewer"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class Permission(StrEnum):
    """What can be allowed. Every page and every call of the API needs exactly one of these."""

    READ = "read"
    """See the dashboard, release lists, reports, matches and the queues, masked fields masked."""
    SEARCH = "search"
    """Find a person."""
    WRITE_REPORTS = "write_reports"
    """Enter, change and import reports, inquirers and photographs; link and unlink duplicates."""
    LOAD_LISTS = "load_lists"
    """Load release lists and their corrected versions."""
    DECIDE = "decide"
    """Say of a pair: same person, not the same, cannot tell; undo one's own decision."""
    CONFIRM = "confirm"
    """Be the second person who says "same person", which confirms the match."""
    DISCLOSE = "disclose"
    """Record what a family was told."""
    SUPERVISE = "supervise"
    """Assign work, undo others' decisions, seal and release lists."""
    UNMASK = "unmask"
    """Unfold masked fields, with a reason."""
    EXPORT = "export"
    """Take data out, with a purpose."""
    MANAGE_USERS = "manage_users"
    """Create users, set roles, revoke sessions and tokens."""
    AUDIT = "audit"
    """Read and verify the audit trail."""


_V, _C, _R, _S, _A, _U = Role
TABLE: dict[Permission, frozenset[Role]] = {
    Permission.READ: frozenset({_V, _C, _R, _S, _A}),
    Permission.SEARCH: frozenset({_V, _C, _R, _S, _A}),
    Permission.WRITE_REPORTS: frozenset({_C, _R, _S, _A}),
    Permission.LOAD_LISTS: frozenset({_C, _R, _S, _A}),
    Permission.DECIDE: frozenset({_C, _R, _S}),
    Permission.CONFIRM: frozenset({_R, _S}),
    Permission.DISCLOSE: frozenset({_C, _R, _S}),
    Permission.SUPERVISE: frozenset({_S}),
    Permission.UNMASK: frozenset({_C, _R, _S}),
    Permission.EXPORT: frozenset({_R, _S}),
    Permission.MANAGE_USERS: frozenset({_A}),
    Permission.AUDIT: frozenset({_U, _S}),
}
"""Permission to the roles that have it."""

MASKED_FIELDS = frozenset({"rank", "unit", "call_sign", "event_place", "document_number", "tag_number", "tax_number"})
"""Fields of a person shown only to who may unmask and has said why; contacts of inquirers are masked as well."""

SEAL_ROLES = (Role.SUPERVISOR,)
"""Roles that see a sealed list when whoever sealed it named no others."""


def allows(role: Role, permission: Permission) -> bool:
    """Tell whether a role has a permission."""
    return role in TABLE[permission]
