"""What one organisation at full speed costs another: `make fairness`.

The stack has the limits with which it is shipped. The greedy organisation is driven by a process of its own, so that
the process that measures the other organisation's answers only measures.
"""
