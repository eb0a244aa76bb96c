"""The people, courses, classes, rooms and categories of an organisation."""
