"""Take a request for quotation to the accepted quotation, step by step, in a demo company of its own."""
