"""Questions: a store and a scope in, a value with receipts out."""
