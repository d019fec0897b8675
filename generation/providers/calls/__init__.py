"""What the modules of vendors share: calls that can be stopped, tried again, and told apart."""
