"""Secrets in files: every setting that is a secret may be named by the path of a file, `<PREFIX><NAME>_FILE`."""

import os
from pathlib import Path
from typing import Any, Final, get_args

from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import PydanticBaseSettingsSource

SUFFIX: Final = "_FILE"


class SecretFiles(PydanticBaseSettingsSource):
    """Reads the secrets whose files the environment names. It raises ValueError, which says what to do."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """Return the secret of a setting, or None if no file is named for it."""
        variable = f"{self.config.get('env_prefix', '')}{field_name}".upper()
        path = os.environ.get(variable + SUFFIX)
        if not path or SecretStr not in (field.annotation, *get_args(field.annotation)):
            return None, field_name, False
        if os.environ.get(variable) is not None:
            raise ValueError(f"{variable}, {variable}{SUFFIX}: set only one of them")
        return read_secret(Path(path), name=variable + SUFFIX), field_name, False

    def __call__(self) -> dict[str, Any]:
        """Return every secret that is in a file."""
        found = {name: self.get_field_value(field, name)[0] for name, field in self.settings_cls.model_fields.items()}
        return {name: value for name, value in found.items() if value is not None}


def read_secret(file: Path, *, name: str) -> str:
    """Return the secret in a file, without the line break at its end. `name` is what names the file, for messages.

    Raises ValueError.
    """
    try:
        secret = file.read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{name}: {file} cannot be read ({error}). Name a file that this process may read") from error
    if not secret:
        raise ValueError(f"{name}: {file} is empty. Write the secret into it")
    return secret
