"""Parts of the Papers page: options, preview, checks, where the figures come from."""
