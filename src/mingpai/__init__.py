"""Mingpai 明拍: online judicial auctions, traded and supervised over one journal."""

__version__ = "0.1.0"
