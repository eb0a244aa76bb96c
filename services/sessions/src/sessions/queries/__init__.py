"""Every read. Each names the organisation, although row-level security asks for it too."""
