"""Whatever is written into tables and notations, handed to public functions, or returned by layers."""
