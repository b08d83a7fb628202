"""Who is here: the one feature that is never stored."""
