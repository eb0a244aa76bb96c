"""The payouts service: rates, what completed sessions earned their coaches, and the ledger."""
