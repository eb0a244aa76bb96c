"""Files of people, courses, classes, sessions and enrolments that are imported."""
