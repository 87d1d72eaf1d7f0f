"""What the portal costs, in ratios that hold on any machine: `manage.py bench`.

Each figure is the median of paired runs (A, B, A, B, …) over the median of a floor measured between them: for a rollup
a bare sum over the same rows, for a workbook its bare reading, for a page an empty one.
"""
