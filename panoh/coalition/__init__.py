"""Members of the house between themselves: transfers, an organisation that leaves, centres abroad."""
