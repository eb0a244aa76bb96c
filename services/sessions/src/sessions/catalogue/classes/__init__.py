"""Classes: learners who are enrolled together."""
