"""性能对比：python -m benchmarks [reading writing rules batch startup]

Everything is made and measured in the run itself, side by side with other libraries on the same
files; no number is remembered from elsewhere.
"""
