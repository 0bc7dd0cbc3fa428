"""出具：从报告和表样到正式的 Word、Excel、PDF 和网页。

Each format has a module of its own (docx, xlsx, pdf, html; opinions for the findings), so that writing
one doesn't wait for the libraries of the others.
"""
