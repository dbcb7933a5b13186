"""What the pages of pests have of their own: threads, papers, forms with steps."""
