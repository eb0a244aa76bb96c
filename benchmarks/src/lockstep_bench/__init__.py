"""The benchmark: the pipeline against a floor that does the same job without any framework, in one run."""
