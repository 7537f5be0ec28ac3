"""What builds and checks the product and is no part of it: sourced by run.sh and test.sh, or used by the linters."""
