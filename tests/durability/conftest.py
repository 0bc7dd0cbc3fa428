from tests.running_site import prepared, site, site_settings

__all__ = ["prepared", "site", "site_settings"]
