"""The domain: foreign policy news in, answers with receipts out. Usable without Discord."""
