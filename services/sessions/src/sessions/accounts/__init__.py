"""Accounts of the token provider that are linked to people, and the invitations to link one."""
