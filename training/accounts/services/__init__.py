"""What happens to accounts: signing in and out, codes and passwords, people and their roles."""
