"""The peers: what a team would build or pick instead, doing the same job on the same stack."""
