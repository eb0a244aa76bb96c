"""Lists of people. Staff see everybody, and others the people of their sessions."""
