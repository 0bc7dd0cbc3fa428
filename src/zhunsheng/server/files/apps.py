from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "zhunsheng.server.files"
    verbose_name = "文件"
