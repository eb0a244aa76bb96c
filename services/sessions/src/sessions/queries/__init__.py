"""Every read. Each statement names the organisation, although row-level security checks it too."""
