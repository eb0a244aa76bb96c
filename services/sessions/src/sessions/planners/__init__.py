"""Who plans what: admins everything, and coaches their own lessons, with learners whom they know."""
