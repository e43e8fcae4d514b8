"""One module per command of the `mingpai` program, each thin: read arguments, call, print.

Knows the service and the pure packages; holds no rule. Where to look next: `mingpai.cli`, which
mounts them, and `commands.output`, how all of them print and fail.
"""
