"""Page objects: what somebody does on a page, in the words of the page."""
