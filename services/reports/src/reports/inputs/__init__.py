"""The insight inputs of learners, coaches and batches: their totals, and the versions that are published."""
