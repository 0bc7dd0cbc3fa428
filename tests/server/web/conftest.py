"""The pages of the register are asked for beside all others."""

from tests.server.inspections.conftest import inspections, issue

__all__ = ["inspections", "issue"]
