"""What the tests of all services share: servers, databases, APIs, events. No deployable part imports it."""
