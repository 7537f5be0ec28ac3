"""What is measured and how; results stand in docs/performance.md."""
