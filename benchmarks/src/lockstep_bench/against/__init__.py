"""Comparing two commits: each is built, run and measured by its own code, and only the form of the result is shared.

`compare` (the parent) makes a worktree and an environment for each commit (`checkouts`), starts in each of them
`python -m lockstep_bench rounds` (`serving`, the child; `contender` is the parent's hold on it), and asks the two in
turn for rounds (`schedule`). The child answers with figures (`turns`), in the form that `protocol` describes. `noise`
says which differences are larger than the noise, and `verdicts` shows them.
"""
