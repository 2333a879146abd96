"""The only SQL: what was read (news) and what people decided (desk)."""
