"""Substitutes: a coach who cannot give a session proposes another coach for it, and an admin confirms."""
