"""Course runs: what is planned inside of one follows its changes, until it begins."""
