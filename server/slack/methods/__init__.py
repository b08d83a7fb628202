"""The methods of the Web API: a module for each family, and all of them by name."""
