"""RTM, the connections of old bots. Source: the contract's section 14."""
