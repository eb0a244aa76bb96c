"""The exchange of a token of the provider for one of the platform (RFC 8693), and opening an invitation."""
