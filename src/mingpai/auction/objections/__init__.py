"""异议, 复议, an outsider's claim and complaints: filing, clocks, decision, effect on the sale."""
