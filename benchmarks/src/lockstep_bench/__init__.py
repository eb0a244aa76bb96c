"""The benchmark. It compares the platform with a floor, which does the same job without any framework."""
