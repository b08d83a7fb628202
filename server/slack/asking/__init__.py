"""What people ask of apps, and what apps answer: commands, presses, forms, options."""
