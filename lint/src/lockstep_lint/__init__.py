"""The import rules of this repository that import-linter does not have. pyproject.toml names them and applies them."""
