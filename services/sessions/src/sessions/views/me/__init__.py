"""Who the caller is: a person, their organisation, their learners, and what they may do."""
