"""Mingpai 明拍: online judicial auctions, traded and supervised over one journal."""
