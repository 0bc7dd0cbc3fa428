"""The office in the browser (办公系统): a Django project around the engine."""
