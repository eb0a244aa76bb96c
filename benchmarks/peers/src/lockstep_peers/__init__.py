"""The peers: programs that a team would build or choose instead. They do the same job on the same stack."""
