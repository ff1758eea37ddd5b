"""The kubelet: its flags, its configuration file and drop-ins, in the order it reads."""
