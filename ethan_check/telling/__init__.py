"""What a report says to people, as text and in a notebook; it knows nothing of how findings are made."""
