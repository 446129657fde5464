"""Run one function in a disposable child process with limits."""
