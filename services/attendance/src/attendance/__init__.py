"""The attendance service: registers, marks, and the official register of a completed session."""
