"""The kubelet: its flags, its configuration file and drop-ins, in its own order."""
