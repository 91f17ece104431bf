"""Reading links, what came by them, and the page as the customer sees it."""
