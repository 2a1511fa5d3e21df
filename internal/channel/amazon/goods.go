package amazon

// itemsPath is where the seller's listings are.
func (c *connector) itemsPath() string { return "/listings/2021-08-01/items/" + c.seller }
