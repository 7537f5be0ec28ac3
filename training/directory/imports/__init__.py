"""What `imports` is told about sheets of units and of people, and the templates that one can begin with."""
