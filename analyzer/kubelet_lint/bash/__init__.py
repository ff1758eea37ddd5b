"""What a shell script leaves on a machine, found without running it."""
