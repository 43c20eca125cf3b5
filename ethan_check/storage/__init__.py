"""Files that hold what has to outlive a process."""
