"""What the participant's pages show, each in a fixed number of statements however much there is."""
