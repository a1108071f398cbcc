"""Who did it to whom: which words fill actor and recipient, and which entities they name."""
