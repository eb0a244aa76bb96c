"""The sign-in of a local stack: an OpenID Connect provider at which everybody is whom they choose to be.

It is for development. A console signs in with the authorization code flow and PKCE, as with a provider of production.
"""
