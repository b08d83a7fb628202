"""The domain: one folder per feature, and the one door through which every operation goes."""
