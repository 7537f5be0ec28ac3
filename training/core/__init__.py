"""What two features need and names no feature's noun."""
