"""How a list comes to the public: drawn up, checked, told to employers, answered, approved by another person, published.

drawing (candidates, lines) · checking (recheck: what changed since) · noticing (letters) · objections · holds · payments ·
approving · editions (what the public reads). Nobody is named on a doubtful figure: what is doubtful stops its line.
"""
