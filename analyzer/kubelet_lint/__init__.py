"""Tell how every kubelet a repository configures will authenticate and authorize."""

__version__ = "0.1.0"
