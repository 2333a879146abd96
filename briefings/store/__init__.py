"""The only SQL: what was read (news) and what people decided (desk)."""

from briefings.store.opening import Store

__all__ = ["Store"]
