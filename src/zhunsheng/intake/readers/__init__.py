"""各种文件格式到 Document 的读取器，只认版式，不懂表样。

Every format has a module with `read(data, ...)`; it is imported when the first such file comes.
"""

from zhunsheng.intake.readers.opening import read_bytes, read_document

__all__ = ["read_bytes", "read_document"]
