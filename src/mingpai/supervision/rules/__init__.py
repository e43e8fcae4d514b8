"""K01 to K50 as detectors, one module for each family of rules. Where to look next: `register`."""
