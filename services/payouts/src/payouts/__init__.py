"""The payouts service: rates, what coaches earned by completed sessions, and the ledger."""
