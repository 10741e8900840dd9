"""Cases: list, file, people of a case, history, closing, workload, one thing done to many cases."""
