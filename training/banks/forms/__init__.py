"""What authors type: banks, and items in whatever form their kind asks for."""
