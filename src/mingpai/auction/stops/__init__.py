"""The stops that are not one: 暂缓, 中止, 撤回, and the platform's own emergency stop.

撤销, which undoes a finished sale, is no stop and lies in `auction.settlement`.
"""
