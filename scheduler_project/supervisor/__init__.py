"""`make run`: broker, web, worker and beat under one roof, gone together.

`arrangement` settles what this start means, `parts` says what is started and in
which order, `tower` starts and stops it, `keeper` brings back what crashed,
`child` is one process, and `guard` cleans up after a supervisor that was killed.
"""
