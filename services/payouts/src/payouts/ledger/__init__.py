"""The ledger: accounts, transfers, and what the organisation owes a coach."""
