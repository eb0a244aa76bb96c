"""What a lesson takes from its course run: a session without a planned time, inside which lessons are planned."""
