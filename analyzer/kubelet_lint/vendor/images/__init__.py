"""The vendors' base images, one module each, holding one ``IMAGE``."""
