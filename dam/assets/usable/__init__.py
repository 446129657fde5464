"""May it be used there, until then, for that? One question, answered in one sentence with its reasons."""
