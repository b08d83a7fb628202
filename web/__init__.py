"""Pages, forms and the browser client."""
