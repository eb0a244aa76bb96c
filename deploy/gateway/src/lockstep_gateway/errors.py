"""The errors of the gateway's configuration."""


class SettingError(Exception):
    """A setting of the gateway is missing or wrong. The message names it."""
