"""What systemd runs for a unit: load, merge drop-ins, build argument vector."""
