"""Answers the erasure of a person. Payouts has ids, amounts and times only, and keeps them."""
